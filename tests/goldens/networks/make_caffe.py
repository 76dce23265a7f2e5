# Writes narrow OpenPose networks of random weights as Caffe keeps them (COCO's 18 points, BODY_25, the hand), and what
# OpenCV's reader of Caffe files gives on a random picture. Run with numpy<2 and opencv-python-headless==4.6.0.66 (OpenCV 5
# reads no Caffe files): make_caffe.py OUT [SEED [WIDTH]]; WIDTH "whole" keeps the public networks' own widths.
# Layers' names, orders and kinds are those of CMU-Perceptual-Computing-Lab/openpose, models/pose/*/pose_deploy*.prototxt.
import json, os, sys
import cv2, numpy

OUT, SEED = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 21
WHOLE = sys.argv[3:] == ["whole"]
random = numpy.random.default_rng(SEED)
os.makedirs(OUT, exist_ok=True)


# Protocol Buffers' wire format, as far as Caffe's files need it.
def varint(n):
    out = b""
    while True:
        out += bytes([n & 127 | (128 if n > 127 else 0)])
        n >>= 7
        if not n:
            return out


def run(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def number(field, n):
    return varint(field << 3) + varint(n)


def blob(values, old):  # older files spell four sides and leave a bias [1, 1, 1, N]
    values = numpy.ascontiguousarray(values, "<f4")
    if old:
        sides = values.shape if values.ndim == 4 else (1, 1, 1, values.size)
        shape = b"".join(number(i + 1, side) for i, side in enumerate(sides))
    else:
        shape = run(7, run(1, b"".join(varint(side) for side in values.shape)))
    return run(5, values.tobytes()) + shape


class Net:
    def __init__(self, name, old=False):
        self.name, self.old = name, old
        self.text = f'name: "{name}"\ninput: "image"\ninput_dim: 1\ninput_dim: 3\ninput_dim: 16\ninput_dim: 16\n'
        self.layers, self.channels = [], {"image": 3}

    def layer(self, name, kind, bottoms, top, settings="", blobs=()):
        self.text += f'layer {{ name: "{name}" type: "{kind}" ' + "".join(f'bottom: "{b}" ' for b in bottoms) + f'top: "{top}" {settings} }}\n'
        if self.old:
            kinds = {"Convolution": 4, "ReLU": 18, "Pooling": 17, "Concat": 3}
            body = b"".join(run(2, b.encode()) for b in bottoms) + run(3, top.encode()) + run(4, name.encode()) + number(5, kinds[kind])
            self.layers.append(run(2, body + b"".join(run(6, blob(v, True)) for v in blobs)))
        else:
            body = run(1, name.encode()) + run(2, kind.encode()) + b"".join(run(3, b.encode()) for b in bottoms) + run(4, top.encode())
            self.layers.append(run(100, body + b"".join(run(7, blob(v, False)) for v in blobs)))

    def conv(self, name, bottom, out, kernel=3):
        if not WHOLE:
            kernel = min(kernel, 3)
        inputs = self.channels[bottom]
        weight = random.normal(0, (1.7 / (inputs * kernel * kernel)) ** 0.5, (out, inputs, kernel, kernel))
        self.layer(name, "Convolution", [bottom], name, f"convolution_param {{ num_output: {out} pad: {kernel // 2} kernel_size: {kernel} }}", [weight, random.normal(0, 0.2, out)])
        self.channels[name] = out
        return name

    def relu(self, name, at):
        self.layer(name, "ReLU", [at], at)

    def prelu(self, name, at):
        self.layer(name, "PReLU", [at], at, "", [random.uniform(0.05, 0.5, self.channels[at])])

    def pool(self, name, bottom):
        self.layer(name, "Pooling", [bottom], name, "pooling_param { pool: MAX kernel_size: 2 stride: 2 }")
        self.channels[name] = self.channels[bottom]
        return name

    def concat(self, name, bottoms):
        self.layer(name, "Concat", bottoms, name, "concat_param { axis: 1 }")
        self.channels[name] = sum(self.channels[b] for b in bottoms)
        return name

    def write(self, file, picture):
        with open(os.path.join(OUT, file + ".prototxt"), "w") as out:
            out.write(self.text)
        with open(os.path.join(OUT, file + ".caffemodel"), "wb") as out:
            out.write(run(1, self.name.encode()) + b"".join(self.layers))
        net = cv2.dnn.readNetFromCaffe(os.path.join(OUT, file + ".prototxt"), os.path.join(OUT, file + ".caffemodel"))
        net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
        net.setInput(picture)
        output = net.forward("net_output")[0]
        record[file] = output.astype("<f4")
        print(file, output.shape, output.mean(), output.std())


def width(n):
    return n if WHOLE else max(n // 64, 4)


def trunk(net, end, slopes):
    at = "image"
    for block, count in (1, 2), (2, 2), (3, 4):
        for i in range(count):
            at = net.conv(f"conv{block}_{i + 1}", at, width({1: 64, 2: 128, 3: 256}[block]))
            net.relu(f"relu{block}_{i + 1}", at)
        at = net.pool(f"pool{block}_stage1", at)
    for name, out in end:
        at = net.conv("conv" + name, at, width(out))
        (net.prelu if slopes and name != "4_1" else net.relu)(("prelu" if slopes and name != "4_1" else "relu") + name, at)
    return at


def coco(old):
    net = Net("OpenPose COCO", old)
    base = trunk(net, [("4_1", 512), ("4_2", 512), ("4_3_CPM", 256), ("4_4_CPM", 128)], False)
    seen, said = base, []
    for stage in range(1, 7):
        said = []
        for branch, outputs in ("L1", 38), ("L2", 19):
            at = seen
            names = [(f"conv5_{i}_CPM_{branch}", o, k) for i, o, k in ((1, 128, 3), (2, 128, 3), (3, 128, 3), (4, 512, 1))] if stage == 1 else \
                    [(f"Mconv{i}_stage{stage}_{branch}", 128, 7 if i < 6 else 1) for i in range(1, 7)]
            for name, o, k in names:
                at = net.conv(name, at, width(o), k)
                net.relu(name.replace("conv", "relu"), at)
            said.append(net.conv(f"conv5_5_CPM_{branch}" if stage == 1 else f"Mconv7_stage{stage}_{branch}", at, outputs, 1))
        if stage < 6:
            seen = net.concat(f"concat_stage{stage + 1}", said + [base])
    net.concat("net_output", [said[1], said[0]])  # heat, then limb fields
    return net


def hand():
    net = Net("OpenPose hand")
    base = trunk(net, [("4_1", 512), ("4_2", 512), ("4_3", 512), ("4_4", 512), ("5_1", 512), ("5_2", 512), ("5_3_CPM", 128)], False)
    at = net.conv("conv6_1_CPM", base, width(512), 1)
    net.relu("relu6_1_CPM", at)
    at = net.conv("conv6_2_CPM", at, 22, 1)
    for stage in range(2, 7):
        at = net.concat(f"concat_stage{stage}", [at, base])
        for i in range(1, 7):
            at = net.conv(f"Mconv{i}_stage{stage}", at, width(128), 7 if i < 6 else 1)
            net.relu(f"Mrelu{i}_stage{stage}", at)
        at = net.conv(f"Mconv7_stage{stage}", at, 22, 1)
    net.concat("net_output", [at])
    return net


def body25():
    net = Net("OpenPose - BODY_25")
    base = trunk(net, [("4_1", 512), ("4_2", 512), ("4_3_CPM", 256), ("4_4_CPM", 128)], True)

    def stage(name, at, each, wide, outputs):
        for block in range(1, 6):
            parts = []
            for i in range(3):
                at = net.conv(f"Mconv{block}_{name}_{i}", at, width(each))
                net.prelu(f"Mprelu{block}_{name}_{i}", at)
                parts.append(at)
            at = net.concat(f"Mconv{block}_{name}_concat", parts)
        at = net.conv(f"Mconv6_{name}", at, width(wide), 1)
        net.prelu(f"Mprelu6_{name}", at)
        return net.conv(f"Mconv7_{name}", at, outputs, 1)

    fields = stage("stage0_L2", base, 96, 256, 52)
    for i in range(1, 4):
        fields = stage(f"stage{i}_L2", net.concat(f"concat_stage{i}_L2", [base, fields]), 128, 512, 52)
    heat = stage("stage0_L1", net.concat("concat_stage0_L1", [base, fields]), 96, 256, 26)
    heat = stage("stage1_L1", net.concat("concat_stage1_L1", [base, heat, fields]), 128, 512, 26)
    net.concat("net_output", [heat, fields])
    return net


picture = random.uniform(-0.5, 0.5, (1, 3, 40, 56)).astype("<f4")
record = {"picture": picture}
coco(False).write("openpose_coco", picture)
coco(True).write("openpose_coco_old", picture)
body25().write("openpose_body25", picture)
hand().write("openpose_caffe_hand", picture)
table, data = {}, b""
for name, values in record.items():
    table[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + values.nbytes]}
    data += numpy.ascontiguousarray(values).tobytes()
head = json.dumps(table).encode()
head += b" " * (-len(head) % 8)
with open(os.path.join(OUT, "caffe.safetensors"), "wb") as out:
    out.write(len(head).to_bytes(8, "little") + head + data)

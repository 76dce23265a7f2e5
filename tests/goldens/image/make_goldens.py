#!/usr/bin/env python3
"""Writes the pictures of this folder, and what Pillow or OpenCV decode from each as zlib-packed pixels (*.raw,
16 bit as little endian); expected.json lists them, with the tolerance where other library versions round differently.

Run with python with Pillow==13.0.0, numpy==2.4.6 and opencv-python-headless==5.0.0 installed:  python make_goldens.py"""
import json, os, struct, zlib
import cv2, numpy as np
from PIL import Image, features
import PIL

here = os.path.dirname(os.path.abspath(__file__))
cases = []


def scene(w, h, seed=1):
    y, x = np.mgrid[0:h, 0:w]
    r = 127 + 120 * np.sin(x / 5.0 + seed) * np.cos(y / 7.0)
    g = 255.0 * x / max(1, w - 1)
    b = 255.0 * y / max(1, h - 1)
    a = np.stack([r, g, b], -1)
    a[h // 4:h // 2, w // 3:w // 2] = [250, 10, 20]
    a[:, w // 5] = [0, 0, 0]
    return np.clip(np.round(a), 0, 255).astype(np.uint8)


def keep(name, expected, bits, **more):
    """expected: the pixels that decode() must give, h x w x c."""
    expected = np.asarray(expected)
    if expected.ndim == 2:
        expected = expected[..., None]
    raw = expected.astype('<u2' if bits > 8 else 'u1')
    open(os.path.join(here, name + '.raw'), 'wb').write(zlib.compress(raw.tobytes(), 9))
    cases.append(dict(file=name, width=raw.shape[1], height=raw.shape[0], channels=raw.shape[2],
                      depth=16 if bits > 8 else 8, tolerance=more.pop('tolerance', 0), **more))


def path(name):
    return os.path.join(here, name)


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def hand_png(name, w, h, depth, colour, rows, extra=()):
    body = b''.join(b'\0' + r for r in rows)
    out = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, depth, colour, 0, 0, 0))
    out += b''.join(chunk(k, d) for k, d in extra) + chunk(b'IDAT', zlib.compress(body, 9)) + chunk(b'IEND', b'')
    open(path(name), 'wb').write(out)


def pack(indices, depth):
    rows = []
    for line in indices:
        bits = ''.join(format(v, f'0{depth}b') for v in line)
        bits += '0' * (-len(bits) % 8)
        rows.append(int(bits, 2).to_bytes(len(bits) // 8, 'big'))
    return rows


def pngs():
    s = scene(37, 23)
    grey = s[..., 0]
    alpha = scene(37, 23, 3)[..., 0]
    def save(name, image, **kw):
        image.save(path(name), **kw)
    save('rgb8.png', Image.fromarray(s)); keep('rgb8.png', s, 8, stored=8)
    save('grey8.png', Image.fromarray(grey)); keep('grey8.png', grey, 8, stored=8)
    la = np.dstack([grey, alpha]); save('greyalpha8.png', Image.fromarray(la, 'LA')); keep('greyalpha8.png', la, 8, stored=8, alpha=True)
    rgba = np.dstack([s, alpha]); save('rgba8.png', Image.fromarray(rgba)); keep('rgba8.png', rgba, 8, stored=8, alpha=True)
    wide = (s.astype(np.uint16) * 257) ^ np.arange(37 * 23 * 3, dtype=np.uint16).reshape(s.shape)
    cv2.imwrite(path('rgb16.png'), wide[..., ::-1]); keep('rgb16.png', wide, 16, stored=16)
    cv2.imwrite(path('grey16.png'), wide[..., 0]); keep('grey16.png', wide[..., 0], 16, stored=16)
    wide4 = np.dstack([wide, wide[..., 1] ^ 0x5a5a])
    cv2.imwrite(path('rgba16.png'), wide4[..., [2, 1, 0, 3]]); keep('rgba16.png', wide4, 16, stored=16, alpha=True)
    rng = np.random.default_rng(5)
    palette = rng.integers(0, 256, (16, 3), dtype=np.uint8)
    clear = bytes([0, 128, 255, 40])
    for depth in (1, 2, 4, 8):
        index = rng.integers(0, min(16, 1 << depth), (9, 13))
        colours = palette[:min(16, 1 << depth)]
        hand_png(f'palette{depth}.png', 13, 9, depth, 3, pack(index, depth), [(b'PLTE', colours.tobytes())])
        keep(f'palette{depth}.png', colours[index], 8, stored=depth)
        if depth < 8:
            index = rng.integers(0, 1 << depth, (9, 13))
            hand_png(f'grey{depth}.png', 13, 9, depth, 0, pack(index, depth))
            keep(f'grey{depth}.png', index * 255 // ((1 << depth) - 1), 8, stored=depth)
    index = rng.integers(0, 16, (9, 13))
    hand_png('palette_trns.png', 13, 9, 4, 3, pack(index, 4), [(b'PLTE', palette.tobytes()), (b'tRNS', clear)])
    table = np.full(16, 255); table[:4] = list(clear)
    keep('palette_trns.png', np.dstack([palette[index], table[index]]), 8, stored=4, alpha=True)
    hand_png('rgb_trns.png', 37, 23, 8, 2, [r.tobytes() for r in s], [(b'tRNS', struct.pack('>HHH', 250, 10, 20))])
    keep('rgb_trns.png', np.dstack([s, np.where((s == [250, 10, 20]).all(-1), 0, 255)]), 8, stored=8, alpha=True)
    interlaced(s)


def interlaced(s):
    h, w = s.shape[:2]
    body = b''
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = s[y0::dy, x0::dx]
        if part.size:
            body += b''.join(b'\0' + r.tobytes() for r in part)
    out = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 2, 0, 0, 1))
    open(path('interlaced.png'), 'wb').write(out + chunk(b'IDAT', zlib.compress(body, 9)) + chunk(b'IEND', b''))
    assert (np.asarray(Image.open(path('interlaced.png'))) == s).all()
    keep('interlaced.png', s, 8, stored=8)


def pillow(name, tolerance=0, mode=None, **more):
    image = Image.open(path(name))
    image.load()
    if mode:
        image = image.convert(mode)
    keep(name, np.asarray(image), 8, tolerance=tolerance, **more)


def jpegs():
    s = Image.fromarray(scene(61, 43))
    for name, image, options in [
            ('baseline444.jpg', s, dict(quality=92, subsampling=0)), ('baseline420.jpg', s, dict(quality=85, subsampling=2)),
            ('progressive.jpg', s, dict(quality=85, progressive=True)), ('grey.jpg', s.convert('L'), dict(quality=85)),
            ('rgbstored.jpg', s, dict(quality=90, keep_rgb=True)), ('restart.jpg', s, dict(quality=85, restart_marker_rows=1))]:
        image.save(path(name), **options)
        pillow(name, tolerance=2, stored=8)
    cmyk = s.convert('CMYK')
    cmyk.save(path('cmyk.jpg'), quality=92)
    pillow('cmyk.jpg', tolerance=3, mode='RGB', stored=8, cmyk=True)


def webps():
    s = scene(45, 31)
    rgba = np.dstack([s, scene(45, 31, 4)[..., 0]])
    Image.fromarray(s).save(path('lossy.webp'), quality=80); pillow('lossy.webp', tolerance=2, stored=8)
    Image.fromarray(s).save(path('lossless.webp'), lossless=True); pillow('lossless.webp', stored=8)
    Image.fromarray(rgba).save(path('alpha.webp'), lossless=True, exact=True); pillow('alpha.webp', stored=8, alpha=True)
    Image.fromarray(rgba).save(path('lossyalpha.webp'), quality=80); pillow('lossyalpha.webp', tolerance=2, stored=8, alpha=True)
    Image.fromarray(s).save(path('animated.webp'), save_all=True, append_images=[Image.fromarray(scene(45, 31, 2))])


def bmps():
    s = scene(35, 19)
    grey = s[..., 0]
    Image.fromarray(s).save(path('rgb24.bmp')); keep('rgb24.bmp', s, 8, stored=8)
    Image.fromarray(grey).save(path('grey8.bmp')); keep('grey8.bmp', grey, 8, stored=8)
    quantised = Image.fromarray(s).quantize(50); quantised.save(path('palette8.bmp'))
    keep('palette8.bmp', np.asarray(quantised.convert('RGB')), 8, stored=8)
    one = Image.fromarray(grey > 100); one.save(path('mono1.bmp')); keep('mono1.bmp', np.where(np.asarray(one), 255, 0), 8, stored=1)
    def header(bits, height, size, compression=0, extra=b''):
        info = struct.pack('<IiiHHIIiiII', 40 + len(extra) if len(extra) > 12 else 40, 35, height, 1, bits, compression, size, 0, 0, 0, 0) + extra
        return b'BM' + struct.pack('<IHHI', 14 + len(info) + size, 0, 0, 14 + len(info)) + info
    pad = lambda row: row + b'\0' * (-len(row) % 4)
    data = b''.join(pad(r[:, ::-1].tobytes()) for r in s)
    open(path('topdown24.bmp'), 'wb').write(header(24, -19, len(data)) + data); keep('topdown24.bmp', s, 8, stored=8)
    rgba = np.dstack([s, scene(35, 19, 4)[..., 0]])
    data = b''.join(r[:, [2, 1, 0, 3]].tobytes() for r in s_up(rgba))
    open(path('rgbx32.bmp'), 'wb').write(header(32, 19, len(data)) + data); keep('rgbx32.bmp', s, 8, stored=8)
    masks = struct.pack('<IIII', 0xff0000, 0xff00, 0xff, 0xff000000) + b'BGRs' + b'\0' * 48
    open(path('rgba32v4.bmp'), 'wb').write(header(32, 19, len(data), 3, masks) + data); keep('rgba32v4.bmp', rgba, 8, stored=8, alpha=True)
    s16 = s.astype(np.uint16)
    packed = (s16[..., 0] >> 3) << 11 | (s16[..., 1] >> 2) << 5 | s16[..., 2] >> 3
    data = b''.join(pad(r.astype('<u2').tobytes()) for r in s_up(packed))
    open(path('rgb565.bmp'), 'wb').write(header(16, 19, len(data), 3, struct.pack('<III', 0xf800, 0x7e0, 0x1f)) + data)
    five = lambda v: (v * 255 + 15) // 31
    keep('rgb565.bmp', np.dstack([five(s16[..., 0] >> 3), ((s16[..., 1] >> 2) * 255 + 31) // 63, five(s16[..., 2] >> 3)]), 8, stored=8)
    open(path('rle8.bmp'), 'wb').write(header(8, 19, 4, 1) + b'\0' * 1024 + b'\0\1\0\1')


def s_up(rows):
    return rows[::-1]


def tiffs():
    s = scene(41, 27)
    grey = s[..., 0]
    wide = (s.astype(np.uint16) * 257) ^ 0x1234
    rgba = np.dstack([s, scene(41, 27, 4)[..., 0]])
    Image.fromarray(s).save(path('rgb8.tif')); keep('rgb8.tif', s, 8, stored=8)
    Image.fromarray(s).save(path('lzw.tif'), compression='tiff_lzw'); keep('lzw.tif', s, 8, stored=8)
    Image.fromarray(s).save(path('deflate.tif'), compression='tiff_adobe_deflate'); keep('deflate.tif', s, 8, stored=8)
    Image.fromarray(s).save(path('jpeg.tif'), compression='jpeg', quality=90); pillow('jpeg.tif', tolerance=3, stored=8)
    Image.fromarray(grey).save(path('grey8.tif')); keep('grey8.tif', grey, 8, stored=8)
    Image.fromarray(rgba).save(path('rgba8.tif')); keep('rgba8.tif', rgba, 8, stored=8, alpha=True)
    cv2.imwrite(path('rgb16.tif'), wide[..., ::-1]); keep('rgb16.tif', wide, 16, stored=16)
    cv2.imwrite(path('grey16.tif'), wide[..., 0]); keep('grey16.tif', wide[..., 0], 16, stored=16)
    quantised = Image.fromarray(s).quantize(50); quantised.save(path('palette8.tif'))
    keep('palette8.tif', np.asarray(quantised.convert('RGB')), 8, stored=8)
    one = Image.fromarray(grey > 100); one.save(path('mono1.tif'), compression='group4')
    keep('mono1.tif', np.where(np.asarray(one), 255, 0), 8, stored=1)
    cmyk = Image.fromarray(s).convert('CMYK'); cmyk.save(path('cmyk.tif')); pillow('cmyk.tif', tolerance=2, mode='RGB', stored=8, cmyk=True)
    hand_tiff('planar.tif', s, planar=True); keep('planar.tif', s, 8, stored=8)
    hand_tiff('tiled.tif', s, tile=16); keep('tiled.tif', s, 8, stored=8)
    hand_tiff('white0.tif', grey[..., None], photometric=0); keep('white0.tif', 255 - grey, 8, stored=8)
    hand_tiff('big.tif', s, order='>'); keep('big.tif', s, 8, stored=8)
    Image.fromarray(grey.astype(np.float32)).save(path('float.tif'))


def hand_tiff(name, pixels, planar=False, tile=0, photometric=None, order='<'):
    """A minimal uncompressed TIFF 6.0."""
    h, w, c = pixels.shape
    blocks = []
    if tile:
        for y in range(0, h, tile):
            for x in range(0, w, tile):
                block = np.zeros((tile, tile, c), np.uint8)
                part = pixels[y:y + tile, x:x + tile]
                block[:part.shape[0], :part.shape[1]] = part
                blocks.append(block.tobytes())
    elif planar:
        blocks = [pixels[..., i].tobytes() for i in range(c)]
    else:
        blocks = [pixels.tobytes()]
    data = b''.join(blocks)
    offsets, at = [], 8
    for b in blocks:
        offsets.append(at)
        at += len(b)
    tags = {256: (3, [w]), 257: (3, [h]), 258: (3, [8] * c), 259: (3, [1]), 262: (3, [2 if photometric is None else photometric]),
            277: (3, [c]), 284: (3, [2 if planar else 1])}
    if tile:
        tags.update({322: (3, [tile]), 323: (3, [tile]), 324: (4, offsets), 325: (4, [len(b) for b in blocks])})
    else:
        tags.update({273: (4, offsets), 278: (3, [h]), 279: (4, [len(b) for b in blocks])})
    ifd_at = 8 + len(data) + len(data) % 2
    entries, tail = b'', b''
    tail_at = ifd_at + 2 + 12 * len(tags) + 4
    for tag in sorted(tags):
        kind, values = tags[tag]
        raw = struct.pack(order + str(len(values)) + ('H' if kind == 3 else 'I'), *values)
        if len(raw) <= 4:
            field = raw.ljust(4, b'\0')
        else:
            field = struct.pack(order + 'I', tail_at + len(tail))
            tail += raw
        entries += struct.pack(order + 'HHI', tag, kind, len(values)) + field
    head = (b'II' if order == '<' else b'MM') + struct.pack(order + 'HI', 42, ifd_at)
    open(path(name), 'wb').write(head + data + b'\0' * (len(data) % 2) + struct.pack(order + 'H', len(tags)) + entries + b'\0' * 4 + tail)


def orientations():
    """One upright picture, stored eight times so that each tag brings it back."""
    s = np.zeros((12, 20, 3), np.uint8)
    s[..., 0] = 12 * np.arange(20)[None]
    s[..., 1] = 20 * np.arange(12)[:, None]
    upright = Image.fromarray(s)
    inverse = {2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE, 6: Image.ROTATE_90,
               7: Image.TRANSVERSE, 8: Image.ROTATE_270}
    for o in range(1, 9):
        stored = upright.transpose(inverse[o]) if o > 1 else upright
        exif = Image.Exif()
        exif[274] = o
        stored.save(path(f'orientation{o}.png'), exif=exif)
    stored = upright.transpose(Image.ROTATE_90)
    exif = Image.Exif()
    exif[274] = 6
    stored.save(path('orientation6.jpg'), exif=exif, quality=95, subsampling=0)
    stored.save(path('orientation6.webp'), exif=exif, lossless=True)
    stored.save(path('orientation6.tif'), tiffinfo={274: 6})
    open(path('upright.raw'), 'wb').write(zlib.compress(s.tobytes(), 9))
    block = b'Exif\0\0' + exif.tobytes().removeprefix(b'Exif\0\0')
    text = b'\nexif\n%8d\n' % len(block) + block.hex().encode() + b'\n'
    profile = b'Raw profile type exif\0\0' + zlib.compress(text)
    hand_png('orientation6_text.png', 12, 20, 8, 2, [r.tobytes() for r in np.asarray(stored)], [(b'zTXt', profile)])


def resampled():
    out = []
    def add(name, source, pixels, w, h, filter):
        open(path(name + '.raw'), 'wb').write(zlib.compress(np.ascontiguousarray(pixels).tobytes(), 9))
        out.append(dict(file=name, source=source, width=w, height=h, filter=filter))
    source = scene(97, 61)
    Image.fromarray(source).save(path('resize_source.png'))
    image = Image.fromarray(source)
    # Rows first in two calls: Pillow up to 12 always does so, 13 takes the columns first for some shapes.
    sizes = [(48, 30), (33, 61), (97, 17), (13, 7), (1, 1), (150, 99), (96, 60), (200, 31)]
    for w, h in sizes:
        for filter, code in [('bilinear', Image.BILINEAR), ('lanczos', Image.LANCZOS), ('nearest', Image.NEAREST)]:
            add(f'resize_{filter}_{w}x{h}', 'resize_source.png', np.asarray(image.resize((w, 61), code).resize((w, h), code)), w, h, filter)
        if w <= 97 and h <= 61:
            add(f'resize_area_{w}x{h}', 'resize_source.png', cv2.resize(source, (w, h), interpolation=cv2.INTER_AREA), w, h, 'area')
    return out


def maps():
    """Pose: OpenPose's limb colours at 60 %, joints at full strength."""
    hue = [[255, 0, 0], [255, 85, 0], [255, 170, 0], [255, 255, 0], [170, 255, 0], [85, 255, 0], [0, 255, 0], [0, 255, 85], [0, 255, 170],
           [0, 255, 255], [0, 170, 255], [0, 85, 255], [0, 0, 255], [85, 0, 255], [170, 0, 255], [255, 0, 255], [255, 0, 170], [255, 0, 85]]
    rng = np.random.default_rng(2)
    points = rng.integers(20, 236, (18, 2))
    pose = np.zeros((256, 256, 3), np.uint8)
    for i in range(17):
        cv2.line(pose, points[i].tolist(), points[i + 1].tolist(), [int(v * 0.6) for v in hue[i]], 6)
    for i in range(18):
        cv2.circle(pose, points[i].tolist(), 4, hue[i], -1)
    Image.fromarray(pose).save(path('map_pose.png'))
    Image.fromarray(pose).resize((192, 192), Image.BILINEAR).save(path('map_pose_smooth.jpg'), quality=85)
    edges = cv2.Canny(cv2.GaussianBlur(scene(200, 160), (0, 0), 1), 60, 120)
    Image.fromarray(edges).save(path('map_canny.png'))
    Image.fromarray(edges).save(path('map_canny.jpg'), quality=95)
    y, x = np.mgrid[0:128, 0:160]
    depth = (np.hypot(x - 80, y - 64) * 1.5).clip(0, 180)
    Image.fromarray(depth.astype(np.uint8)).save(path('map_depth.png'))
    labels = np.array([[120, 120, 120], [180, 120, 120], [6, 230, 230], [80, 50, 50], [4, 200, 3]], np.uint8)[(x // 30 + y // 25) % 5]
    Image.fromarray(labels).save(path('map_labels.png'))


def main():
    for part in (pngs, jpegs, webps, bmps, tiffs, orientations, maps):
        part()
    sizes = resampled()
    versions = dict(pillow=PIL.__version__, numpy=np.__version__, opencv=cv2.__version__, libjpeg=features.version('libjpeg_turbo'))
    json.dump(dict(versions=versions, decode=cases, resize=sizes), open(path('expected.json'), 'w'), indent=1)


main()

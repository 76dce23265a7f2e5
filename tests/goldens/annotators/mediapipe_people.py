# MediaPipe's own API for several people (PoseLandmarker), for make_mediapipe.py and fresh.py; mediapipe==0.10.14.
import os, zipfile

import mediapipe
from mediapipe.tasks.python import BaseOptions, vision
from mediapipe.tasks.python.metadata.metadata_writers import metadata_writer


def people(rgb, folder):
    """What MediaPipe's own API for several people finds, with the wheel's networks in the bundle that it wants."""
    bundle = os.path.join(folder, "pose.task")
    if not os.path.exists(bundle):
        with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as archive:
            for name, inside, mean, deviation, outputs in ("pose_detection/pose_detection", "pose_detector", 127.5, 127.5, 2), ("pose_landmark/pose_landmark_full", "pose_landmarks_detector", 0.0, 255.0, 5):
                path = os.path.join(os.path.dirname(mediapipe.__file__), "modules", name + ".tflite")
                writer = metadata_writer.MetadataWriter.create(bytearray(open(path, "rb").read()))
                writer.add_image_input([mean], [deviation])
                for _ in range(outputs):
                    writer.add_feature_output()
                archive.writestr(inside + ".tflite", bytes(writer.populate()[0]))
    options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=bundle), num_poses=6)
    with vision.PoseLandmarker.create_from_options(options) as net:
        found = net.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb))
    height, width = rgb.shape[:2]
    return [[[p.x * width, p.y * height, p.visibility] for p in person] for person in found.pose_landmarks]

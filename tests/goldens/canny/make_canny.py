"""Edges by OpenCV of a part of a photograph, for tests/core/image/canny_test.cpp.

    python make_canny.py

Needs opencv-python-headless 4.x, scikit-image (its astronaut is a public-domain photograph by NASA). Writes photo.png and
one PNG a setting, named LOW-HIGH-NORM-CHANNELS.png.
"""
import os

import cv2
from skimage import color, data, util

HERE = os.path.dirname(os.path.abspath(__file__))
photo = data.astronaut()[20:164, 130:330].copy()
grey = util.img_as_ubyte(color.rgb2gray(photo))
cv2.imwrite(HERE + "/photo.png", photo[..., ::-1])
cv2.imwrite(HERE + "/grey.png", grey)
for low, high in ((100, 200), (50, 60), (0, 30), (200.5, 80.25)):
    for norm in ("l1", "l2"):
        for channels, picture in ((3, photo), (1, grey)):
            edges = cv2.Canny(picture, low, high, L2gradient=norm == "l2")
            cv2.imwrite(f"{HERE}/{low}-{high}-{norm}-{channels}.png", edges, [cv2.IMWRITE_PNG_BILEVEL, 1, cv2.IMWRITE_PNG_COMPRESSION, 9])

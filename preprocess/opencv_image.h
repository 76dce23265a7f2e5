#pragma once
// Between our pictures and OpenCV's, for .cpp files of this folder.

#include "core/image/image.h"

#include <opencv2/core.hpp>

namespace armature {

// The same memory; nothing may write to it.
inline cv::Mat matOf(const Image &image)
{
    const int depth = image.bitDepth() == 8 ? CV_8U : CV_16U;
    return image.withSampleType([&]<typename Sample>(Sample) {
        return cv::Mat(image.height(), image.width(), CV_MAKETYPE(depth, image.channels()),
                       const_cast<Sample *>(image.row<Sample>(0)));
    });
}

// The same memory, to be written.
inline cv::Mat matOf(Image &image) { return matOf(static_cast<const Image &>(image)); }

// A copy.
inline Image imageOf(const cv::Mat &mat)
{
    Image image(mat.cols, mat.rows, mat.channels(), mat.depth() == CV_8U ? 8 : 16);
    mat.copyTo(matOf(image));
    return image;
}

} // namespace armature

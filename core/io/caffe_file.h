#pragma once
// Caffe's files of trained weights (.caffemodel; BVLC/caffe, src/caffe/proto/caffe.proto), as data: each
// layer's blobs as tensors, LAYER.weight and LAYER.bias. The layers' order and kinds, which a .prototxt says,
// are not needed by networks that know themselves. metadata()["format"] is "caffe".

#include "core/io/tensor_source.h"

#include <span>

namespace armature {

// Whether a file that begins so may be one; protobuf has no mark of its own.
bool looksLikeCaffe(std::span<const std::byte> start);

// Errors: NotFound, Io, Corrupt (cut off, or its blobs are not of the size that they say), Unsupported (no
// layers).
Result<TensorSourcePtr> openCaffe(const std::string &path);

} // namespace armature

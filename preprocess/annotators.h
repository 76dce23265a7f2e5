#pragma once
// What registry.cpp lists. Each annotator is a file of its own behind one of these.

#include "preprocess/annotator.h"

#include <memory>
#include <vector>

namespace armature {

// Whose description never changes: all of them.
class DescribedAnnotator : public Annotator
{
public:
    explicit DescribedAnnotator(AnnotatorInfo info) : m_info(std::move(info)) {}
    const AnnotatorInfo &info() const final { return m_info; }

private:
    AnnotatorInfo m_info;
};

using AnnotatorList = std::vector<std::unique_ptr<Annotator>>;

// Appends its annotators in the order of a menu.
void addCanny(AnnotatorList &list);
void addSoftEdges(AnnotatorList &list); // hed and what is made of it
void addXdog(AnnotatorList &list);
void addLineart(AnnotatorList &list);
void addMlsd(AnnotatorList &list);
void addDepth(AnnotatorList &list);
void addPose(AnnotatorList &list);
void addPictures(AnnotatorList &list); // tile, blur, grey
void addOwnMaps(AnnotatorList &list);
void addSegments(AnnotatorList &list);
void addSteps(AnnotatorList &list); // crop, resize, invert, threshold

AnnotatorList makeAnnotators();

} // namespace armature

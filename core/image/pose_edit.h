#pragma once
// What an editor does to people: poses in, poses out.

#include "core/image/pose.h"

#include <optional>

namespace armature {

// Seen from the front with hanging arms, all of COCO-18, no hands, no face.
PosePerson standingPerson(double centreX, double top, double height);

// As a mirror at the upright line x shows it: right joints become left ones, so it stays a person that faces
// the same way.
PosePerson mirrored(const PosePerson &person, double x);
// For people whose left and right were taken for each other: nothing moves.
PosePerson sidesSwapped(const PosePerson &person);
PosePerson moved(PosePerson person, double dx, double dy); // points that were not found stay unfound

struct PoseBounds
{
    double left = 0, top = 0, right = 0, bottom = 0;
};
// Of the body's joints that were found; none where none was.
std::optional<PoseBounds> boundsOf(const PosePerson &person);

// A place for a joint that is missing: between its neighbours where they are known, else inside the bounds.
Keypoint guessedJoint(const PosePerson &person, std::size_t joint);

} // namespace armature

#include "ui/widgets/core_words.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <optional>
#include <vector>

namespace armature::ui {

namespace {

// Word for word as in core/, with %1, %2 and so on, in this order, for what is put in.
constexpr const char *kPatterns[] = {
    QT_TRANSLATE_NOOP("core", "%1 is of one single colour: it tells the model nothing."),
    QT_TRANSLATE_NOOP("core", "Make the map again, perhaps with lower thresholds."),
    QT_TRANSLATE_NOOP("core", "%1 is excluded from training by hand."),
    QT_TRANSLATE_NOOP("core", "Include it again in the studio."),
    QT_TRANSLATE_NOOP("core", "%1 is a %2 file by its contents, not %3; it is read as what it is."),
    QT_TRANSLATE_NOOP("core", "Rename it; other programs may refuse it."),
    QT_TRANSLATE_NOOP("core",
                      "%1 is turned by its EXIF orientation (%2); it is used as viewers show it, %3 px."),
    QT_TRANSLATE_NOOP("core", "Make its map from the turned picture, as Armature's own maps are."),
    QT_TRANSLATE_NOOP("core", "%1 has transparency; it is laid on white."),
    QT_TRANSLATE_NOOP("core", "Save it without transparency on the background that you want."),
    QT_TRANSLATE_NOOP("core", "%1 has an alpha channel that is opaque throughout."),
    QT_TRANSLATE_NOOP("core", "Nothing needs to be done."),
    QT_TRANSLATE_NOOP("core", "%1 has %2 bits per channel; it is rounded to 8."),
    QT_TRANSLATE_NOOP("core", "Nothing needs to be done, unless it is a depth map whose range is small."),
    QT_TRANSLATE_NOOP("core", "%1 has %2 px, more than %3 times as long as wide."),
    QT_TRANSLATE_NOOP("core", "Cut it into pieces."),
    QT_TRANSLATE_NOOP("core", "%1 has %2 px, its map %3 px: the same shape, so the map is brought to the "
                              "picture's size."),
    QT_TRANSLATE_NOOP("core", "Make the map at the picture's size for sharper lines."),
    QT_TRANSLATE_NOOP("core", "Only one of %1 and %2 is turned by EXIF; the map may be turned against the "
                              "picture."),
    QT_TRANSLATE_NOOP("core", "Make the map from the turned picture."),
    QT_TRANSLATE_NOOP("core", "%1 has %2 px; for a resolution of %3 it is enlarged %4 times."),
    QT_TRANSLATE_NOOP("core", "Use a larger original, or train at resolution %1 (--resolution)."),
    QT_TRANSLATE_NOOP("core", "%1 has %2 px, its map %3 px: they cannot be laid on each other."),
    QT_TRANSLATE_NOOP("core", "%1 has %2 px, its map %3 px: the map was made without regard to the EXIF "
                              "orientation."),
    QT_TRANSLATE_NOOP("core", "%1 has %2 px, its map %3 px: one of them is turned by 90 degrees."),
    QT_TRANSLATE_NOOP("core", "Turn the map, or make it again from the picture as viewers show it."),
    QT_TRANSLATE_NOOP("core", "Make the map again from this picture, or crop both to the part they share."),
    QT_TRANSLATE_NOOP("core", "%1 has no caption; it is trained with the empty prompt."),
    QT_TRANSLATE_NOOP("core", "Write one into a text file of the same name, or into the listing."),
    QT_TRANSLATE_NOOP("core", "The caption of %1 is empty; it is trained with the empty prompt."),
    QT_TRANSLATE_NOOP("core", "Describe the picture in one sentence."),
    QT_TRANSLATE_NOOP("core", "The caption of %1 has %2 tokens; the last %3 are cut off."),
    QT_TRANSLATE_NOOP("core", "Shorten it, what matters first."),
    QT_TRANSLATE_NOOP("core", "%1 and its map %2 are the same picture."),
    QT_TRANSLATE_NOOP("core", "Make the map from the picture."),
    QT_TRANSLATE_NOOP("core", "%1 looks like %2."),
    QT_TRANSLATE_NOOP("core", "Keep one of them if they are the same motif."),
    QT_TRANSLATE_NOOP("core", "%1 and %2 have the very same map, but their pictures differ."),
    QT_TRANSLATE_NOOP("core", "Make the map of each from its own picture."),
    QT_TRANSLATE_NOOP("core", "%1 is the very same file as %2, and so are their maps."),
    QT_TRANSLATE_NOOP("core", "%1 is the very same file as %2."),
    QT_TRANSLATE_NOOP("core", "Remove one of the pairs; it counts twice."),
    QT_TRANSLATE_NOOP("core",
                      "%1 and %2 differ only in upper and lower case; on Windows and macOS one replaces"
                      " the other."),
    QT_TRANSLATE_NOOP("core", "Rename one of them together with its map."),
    QT_TRANSLATE_NOOP("core", "%1 and %2 have the same name; only the first is used."),
    QT_TRANSLATE_NOOP("core", "Rename one of them together with its map, or remove it."),
    QT_TRANSLATE_NOOP("core", "%1 is in a format that Armature does not read."),
    QT_TRANSLATE_NOOP("core", "Convert it to PNG, JPEG, WebP, BMP or TIFF."),
    QT_TRANSLATE_NOOP("core", "%1 is a link that leaves the dataset's folder."),
    QT_TRANSLATE_NOOP("core", "Copy what it points at into the folder (cp -rL)."),
    QT_TRANSLATE_NOOP("core", "%1 cannot be read or is longer than 1 MB."),
    QT_TRANSLATE_NOOP("core", "Write one short sentence into it."),
    QT_TRANSLATE_NOOP("core", "%1 is not UTF-8; what cannot be read became a replacement character."),
    QT_TRANSLATE_NOOP("core", "Save it as UTF-8."),
    QT_TRANSLATE_NOOP("core",
                      "%1 and %2 were taken for a pair although their names differ in upper and lower "
                      "case."),
    QT_TRANSLATE_NOOP("core", "Give both the same name."),
    QT_TRANSLATE_NOOP("core", "%1 has no condition map of the same name in %2/."),
    QT_TRANSLATE_NOOP("core", "%1 has no picture of the same name in %2/."),
    QT_TRANSLATE_NOOP("core", "Make its map as %1, or remove the picture."),
    QT_TRANSLATE_NOOP("core", "Put its picture there as %1, or remove the map."),
    QT_TRANSLATE_NOOP("core", "%1 belongs to no picture."),
    QT_TRANSLATE_NOOP("core", "Give it the name of its picture, or remove it."),
    QT_TRANSLATE_NOOP("core", "%1 cannot be opened: %2."),
    QT_TRANSLATE_NOOP("core", "Allow reading the folder (chmod)."),
    QT_TRANSLATE_NOOP("core", "%1 is nested too deeply."),
    QT_TRANSLATE_NOOP("core", "Move its pictures further up."),
    QT_TRANSLATE_NOOP("core", "%1 is a link that leads back to itself."),
    QT_TRANSLATE_NOOP("core", "Remove the link."),
    QT_TRANSLATE_NOOP("core", "%1 is a link to a file that is not there."),
    QT_TRANSLATE_NOOP("core", "%1 is not a regular file."),
    QT_TRANSLATE_NOOP("core", "Remove it."),
    QT_TRANSLATE_NOOP("core", "%1 is an animation."),
    QT_TRANSLATE_NOOP("core", "Save one of its pictures as PNG."),
    QT_TRANSLATE_NOOP("core", "There is no picture %1."),
    QT_TRANSLATE_NOOP("core", "Check the path."),
    QT_TRANSLATE_NOOP("core", "Check that you may read the file."),
    QT_TRANSLATE_NOOP("core", "%1 is empty."),
    QT_TRANSLATE_NOOP("core", "Copy it again from where it came from, or take it out of the folder."),
    QT_TRANSLATE_NOOP("core", "%1 is not a picture in a format that Armature reads."),
    QT_TRANSLATE_NOOP("core", "%1 is %2, which Armature does not read."),
    QT_TRANSLATE_NOOP("core", "%1 has %2 megapixels; pictures may have at most %3."),
    QT_TRANSLATE_NOOP("core", "Save a smaller copy or take it out of the folder."),
    QT_TRANSLATE_NOOP("core", "%1 is a damaged %2 file: %3."),
    QT_TRANSLATE_NOOP("core", "Copy or download it again, or take it out of the folder."),
    QT_TRANSLATE_NOOP("core", "%1 could not be read to its end."),
    QT_TRANSLATE_NOOP("core", "Check the disk, then try again."),
    QT_TRANSLATE_NOOP("core", "%1 was changed by another program in the meantime."),
    QT_TRANSLATE_NOOP("core", "Look at the file; it was left as it is."),
    QT_TRANSLATE_NOOP("core", "%1 cannot be changed: %2."),
    QT_TRANSLATE_NOOP("core", "%1 cannot be changed: the disk is full."),
    QT_TRANSLATE_NOOP("core", "Free some space and try again."),
    QT_TRANSLATE_NOOP("core", "Check that the folder can be written to."),
    QT_TRANSLATE_NOOP("core", "Check that the dataset's folder can be written to."),
    QT_TRANSLATE_NOOP("core", "The undo journal cannot be written: %1."),
    QT_TRANSLATE_NOOP("core", "The undo journal cannot be written: the disk is full."),
    QT_TRANSLATE_NOOP("core", "The undo journal could not be opened, so nothing is changed."),
    QT_TRANSLATE_NOOP("core", "Open the folder again."),
    QT_TRANSLATE_NOOP("core", "The repair was stopped."),
    QT_TRANSLATE_NOOP("core", "Nothing was changed."),
    QT_TRANSLATE_NOOP("core", "Everything is as it was before."),
    QT_TRANSLATE_NOOP("core", "The rest is put back before the next change."),
    QT_TRANSLATE_NOOP("core", "The pictures are untouched."),
    QT_TRANSLATE_NOOP("core", "The folder %1 is empty."),
    QT_TRANSLATE_NOOP("core", "%1 is not a folder of pairs that Armature knows."),
    QT_TRANSLATE_NOOP("core", "Put the pictures into image/ and their maps under the same names into "
                              "condition/, or write a metadata.jsonl with file_name, "
                              "conditioning_image_file_name and text."),
    QT_TRANSLATE_NOOP("core", "The dataset folder %1 was not found: %2."),
    QT_TRANSLATE_NOOP("core", "Check the spelling of the path."),
    QT_TRANSLATE_NOOP("core", "The dataset folder %1 cannot be read: %2."),
    QT_TRANSLATE_NOOP("core", "%1 is open in another Armature window (%2)."),
    QT_TRANSLATE_NOOP("core", "%1 is open in another Armature window."),
    QT_TRANSLATE_NOOP("core", "Use that window, or close it first."),
    QT_TRANSLATE_NOOP("core", "%1 is not there."),
    QT_TRANSLATE_NOOP("core", "It may have been moved, or its disk is not connected."),
    QT_TRANSLATE_NOOP("core", "%1 does not answer."),
    QT_TRANSLATE_NOOP("core", "Try again later."),
    QT_TRANSLATE_NOOP("core",
                      "The pictures are untouched; where the window stood last could not be noted down."),
    QT_TRANSLATE_NOOP("core", "There is nothing to undo."),
    QT_TRANSLATE_NOOP("core", "There is nothing to redo."),
    QT_TRANSLATE_NOOP("core", "The quotation mark is not closed."),
    QT_TRANSLATE_NOOP("core", "The brackets are nested too deeply."),
    QT_TRANSLATE_NOOP("core", "This bracket is not closed."),
    QT_TRANSLATE_NOOP("core", "This bracket closes nothing."),
    QT_TRANSLATE_NOOP("core", "A word or field:value is missing here."),
    QT_TRANSLATE_NOOP("core", "A value is missing after %1:"),
    QT_TRANSLATE_NOOP("core", "There is no field '%1'; there are name, caption, size, width, height, aspect, "
                              "tokens, issue and is."),
    QT_TRANSLATE_NOOP("core",
                      "is: takes pair, unpaired, aligned, trainable, excluded, captioned or checked."),
    QT_TRANSLATE_NOOP("core", "There is no issue called '%1'; misaligned, unpaired, unreadable, small, "
                              "duplicate and nocaption are some that there are."),
    QT_TRANSLATE_NOOP("core", "%1: takes a number, as in %2 or %3."),
    QT_TRANSLATE_NOOP("core", "%1 is no pair."),
    QT_TRANSLATE_NOOP("core", "%1 cannot be read."),
    QT_TRANSLATE_NOOP("core", "%1 is aligned already."),
    QT_TRANSLATE_NOOP("core", "%1 has a map of another shape, which resizing would distort."),
    QT_TRANSLATE_NOOP("core", "%1 does not need it."),
    QT_TRANSLATE_NOOP("core", "%1 fits several files by name."),
    QT_TRANSLATE_NOOP("core", "%1 fits no other file by name."),
    QT_TRANSLATE_NOOP("core", "%1 px become %2 px"),
    QT_TRANSLATE_NOOP("core", "%1 px turned as the picture become %2 px"),
    QT_TRANSLATE_NOOP("core", "%1 px cropped to the picture's shape become %2 px"),
    QT_TRANSLATE_NOOP("core", "%1 px are turned upright"),
    QT_TRANSLATE_NOOP("core", "%1 px are laid on white"),
    QT_TRANSLATE_NOOP("core", "%1 px become 8 bit RGB"),
    QT_TRANSLATE_NOOP("core", "is moved aside with its map"),
    QT_TRANSLATE_NOOP("core", "is moved aside"),
    QT_TRANSLATE_NOOP("core", "is not trained on"),
    QT_TRANSLATE_NOOP("core", "is trained on again"),
    QT_TRANSLATE_NOOP("core", "becomes the map of %1, whose map until now is moved aside"),
    QT_TRANSLATE_NOOP("core", "becomes the map of %1"),
    QT_TRANSLATE_NOOP("core", "picture without a condition map"),
    QT_TRANSLATE_NOOP("core", "condition map without a picture"),
    QT_TRANSLATE_NOOP("core", "file that is not there"),
    QT_TRANSLATE_NOOP("core", "path that leaves the folder"),
    QT_TRANSLATE_NOOP("core", "line that cannot be read"),
    QT_TRANSLATE_NOOP("core", "unreadable picture"),
    QT_TRANSLATE_NOOP("core", "picture that is cut short or damaged"),
    QT_TRANSLATE_NOOP("core", "format that Armature does not read"),
    QT_TRANSLATE_NOOP("core", "extension that lies about the format"),
    QT_TRANSLATE_NOOP("core", "picture and map of different shape"),
    QT_TRANSLATE_NOOP("core", "picture and map of the same shape but different size"),
    QT_TRANSLATE_NOOP("core", "picture too long and narrow"),
    QT_TRANSLATE_NOOP("core", "smaller than the resolution"),
    QT_TRANSLATE_NOOP("core", "turned by EXIF"),
    QT_TRANSLATE_NOOP("core", "transparency"),
    QT_TRANSLATE_NOOP("core", "16 bits per channel"),
    QT_TRANSLATE_NOOP("core", "identical picture twice"),
    QT_TRANSLATE_NOOP("core", "pictures that look the same"),
    QT_TRANSLATE_NOOP("core", "identical map for different pictures"),
    QT_TRANSLATE_NOOP("core", "map of a single colour"),
    QT_TRANSLATE_NOOP("core", "map identical to its picture"),
    QT_TRANSLATE_NOOP("core", "two pictures of the same name"),
    QT_TRANSLATE_NOOP("core", "names that differ in case only"),
    QT_TRANSLATE_NOOP("core", "no caption"),
    QT_TRANSLATE_NOOP("core", "empty caption"),
    QT_TRANSLATE_NOOP("core", "caption too long"),
    QT_TRANSLATE_NOOP("core", "caption without a picture"),
    QT_TRANSLATE_NOOP("core", "text that is not UTF-8"),
    QT_TRANSLATE_NOOP("core", "pictures that the listing does not name"),
    QT_TRANSLATE_NOOP("core", "excluded from training"),
};

struct Pattern
{
    QStringList pieces; // what stands before, between and after what is put in
    QString translation;
};

// Those that the language of the window says otherwise.
std::vector<Pattern> translatedPatterns()
{
    std::vector<Pattern> patterns;
    for (const char *source : kPatterns) {
        const QString text = QString::fromUtf8(source), other = QCoreApplication::translate("core", source);
        if (other == text)
            continue;
        Pattern pattern{{}, other};
        qsizetype from = 0;
        for (int number = 1;; ++number) {
            const auto at = text.indexOf(QStringLiteral("%%1").arg(number), from);
            pattern.pieces << text.mid(from, at < 0 ? -1 : at - from);
            if (at < 0)
                break;
            from = at + 2;
        }
        patterns.push_back(std::move(pattern));
    }
    // What says more fits better: "The folder %1 is empty." before "%1 is empty."
    const auto length = [](const Pattern &pattern) { return pattern.pieces.join(QString()).size(); };
    std::stable_sort(patterns.begin(), patterns.end(),
                     [&](const Pattern &a, const Pattern &b) { return length(a) > length(b); });
    return patterns;
}

// What was put in, where the text is of this pattern.
std::optional<QStringList> matched(const Pattern &pattern, const QString &text)
{
    const auto &pieces = pattern.pieces;
    if (!text.startsWith(pieces.front()) || !text.endsWith(pieces.back()))
        return std::nullopt;
    if (pieces.size() == 1)
        return text.size() == pieces.front().size() ? std::optional(QStringList()) : std::nullopt;
    QStringList inserted;
    qsizetype from = pieces.front().size();
    const qsizetype end = text.size() - pieces.back().size();
    for (qsizetype i = 1; i + 1 < pieces.size(); ++i) {
        const auto at = text.indexOf(pieces[i], from);
        if (at < from || at + pieces[i].size() > end)
            return std::nullopt;
        inserted << text.mid(from, at - from);
        from = at + pieces[i].size();
    }
    if (from > end)
        return std::nullopt;
    inserted << text.mid(from, end - from);
    return inserted;
}

QString filledIn(const QString &pattern, const QStringList &inserted)
{
    QString text;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const int number =
            pattern[i] == QLatin1Char('%') && i + 1 < pattern.size() ? pattern[i + 1].digitValue() : 0;
        if (number > 0 && number <= inserted.size()) {
            text += inserted[number - 1];
            ++i;
        } else {
            text += pattern[i];
        }
    }
    return text;
}

} // namespace

QStringList coreSentences()
{
    QStringList all;
    for (const char *pattern : kPatterns)
        all << QString::fromUtf8(pattern);
    return all;
}

QString inWords(std::string_view text)
{
    static const auto patterns = translatedPatterns(); // the language does not change while it runs
    const auto known = QString::fromUtf8(text.data(), qsizetype(text.size()));
    for (const auto &pattern : patterns) {
        if (const auto inserted = matched(pattern, known))
            return filledIn(pattern.translation, *inserted);
    }
    return known;
}

} // namespace armature::ui

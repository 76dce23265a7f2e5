// Captions edited on the dataset page: one, many, and those that another program writes, too.
#include "page_fixture.h"
#include "ui/dataset/caption_dialog.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/widgets/error_bar.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

class DatasetCaptionsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SixPairs> m;

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<SixPairs>();
        m->open();
    }
    void cleanup() { m.reset(); }

    void aCaption_isEditedInPlaceAndUndone()
    {
        m->page->filterField()->setText(QStringLiteral("name:p0"));
        m->page->grid()->setCurrentIndex(m->page->model().index(0));
        auto *edit = m->page->details()->captionEdit();
        QCOMPARE(edit->toPlainText(), QStringLiteral("a red car, number 0"));
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("a blue boat"));
        m->page->details()->commitCaption();
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p0.txt"), std::string("a blue boat"));
        m->page->changes().undo();
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p0.txt"), std::string("a red car, number 0"));
    }

    void manyCaptions_areOneChange()
    {
        std::vector<uint32_t> rows;
        for (uint32_t row = 0; row < m->page->model().table().size(); ++row)
            rows.push_back(row);
        m->page->editCaptions(rows, {CaptionOp::Replace, "red", "green"});
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p5.txt"), std::string("a green car, number 5"));
        QVERIFY(!fs::exists(m->root() / "image/p3.txt")); // nothing to replace, nothing written
        m->page->editCaptions(rows, {CaptionOp::AddTag, "studio", {}});
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p5.txt"), std::string("a green car, number 5, studio"));
        QCOMPARE(textOf(m->root() / "image/p3.txt"), std::string("studio"));
        m->page->changes().undo();
        m->waitForChange();
        QVERIFY(!fs::exists(m->root() / "image/p3.txt"));
        m->page->changes().undo();
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p5.txt"), std::string("a red car, number 5"));
    }

    void manyCaptions_areEditedInTheDialogByMouse()
    {
        QTest::mouseClick(m->page->findChild<QPushButton *>(QStringLiteral("editMany")), Qt::LeftButton);
        auto *dialog = m->page->findChild<CaptionDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(!dialog->changeButton()->isEnabled());
        QTest::keyClicks(dialog->textEdit(), QStringLiteral("red"));
        QTest::keyClicks(dialog->withEdit(), QStringLiteral("green"));
        QTRY_VERIFY(dialog->changeButton()->isEnabled());
        QCOMPARE(dialog->previewText(), QStringLiteral("a green car, number 0"));
        QVERIFY(dialog->changeButton()->text().contains(QLatin1Char('5'))); // p3 has none
        dialog->operation()->setCurrentIndex(3);                            // add a tag
        dialog->textEdit()->setText(QStringLiteral("studio"));
        QTRY_VERIFY(!dialog->isWorking());
        QCOMPARE(dialog->previewText(), QStringLiteral("a red car, number 0, studio"));
        QTest::mouseClick(dialog->changeButton(), Qt::LeftButton);
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p3.txt"), std::string("studio"));
        QCOMPARE(m->page->model().table().caption(0), std::string("a red car, number 0, studio"));
        m->page->changes().undo();
        m->waitForChange();
        QVERIFY(!fs::exists(m->root() / "image/p3.txt"));
        QCOMPARE(m->page->model().table().caption(0), std::string("a red car, number 0"));
        QVERIFY(m->page->model().table().has(3, FindingKind::MissingCaption));
    }

    void aCaptionChangedUnderneath_isAskedAbout()
    {
        writeText(m->root() / "image/p0.txt", "by another hand");
        m->page->editCaptions({0, 1}, {CaptionOp::Replace, "red", "green"});
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p0.txt"), std::string("by another hand"));
        QCOMPARE(textOf(m->root() / "image/p1.txt"), std::string("a green car, number 1"));
        QVERIFY(m->page->errors()->isVisible() && m->page->errors()->text().contains(QLatin1String("p0")));
        for (auto *button : m->page->errors()->findChildren<QPushButton *>()) {
            if (button->isVisible())
                QTest::mouseClick(button, Qt::LeftButton);
        }
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p0.txt"), std::string("a green car, number 0"));
        m->page->changes().undo();
        m->waitForChange();
        QCOMPARE(textOf(m->root() / "image/p0.txt"), std::string("by another hand"));
    }

    void captionsInAListing_keepTheOtherLines()
    {
        const std::string other = "{\"file_name\": \"image/p1.png\",   \"conditioning_image_file_name\": "
                                  "\"condition/p1.png\", \"text\": \"one\", \"extra\": [1, 2]}\n";
        writeText(m->root() / "metadata.jsonl",
                  "{\"file_name\": \"image/p0.png\", \"conditioning_image_file_name\": \"condition/p0.png\", "
                  "\"text\": \"zero\"}\n" +
                      other);
        m->open();
        m->page->editCaptions({0}, {CaptionOp::Suffix, " more", {}});
        m->waitForChange();
        const auto text = textOf(m->root() / "metadata.jsonl");
        QVERIFY(text.ends_with(other));
        QVERIFY(text.find("zero more") != std::string::npos);
    }
};

QTEST_MAIN(DatasetCaptionsTest)
#include "dataset_captions_test.moc"

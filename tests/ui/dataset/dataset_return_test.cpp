// What comes back on the dataset page: after a restart, after the folder was read again, after a crash.
#include "core/base/hash.h"
#include "core/data/repair.h"
#include "core/image/codec.h"
#include "page_fixture.h"
#include "ui/dataset/facet_panel.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/import_panel.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"
#include "ui/widgets/error_bar.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QCompleter>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

class DatasetReturnTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<PageFixture> m;

    void select(std::initializer_list<int> rows)
    {
        auto *selection = m->page->grid()->selectionModel();
        selection->clear();
        for (const int row : rows)
            selection->setCurrentIndex(m->page->model().index(row), QItemSelectionModel::Select);
    }
    std::vector<std::string> selectedIds() const
    {
        std::vector<std::string> ids;
        for (const uint32_t row : m->page->selectedRows())
            ids.emplace_back(m->page->model().table().id(row));
        return ids;
    }

private Q_SLOTS:
    void init() { m = std::make_unique<PageFixture>(); }
    void cleanup() { m.reset(); }

    void whereOneStood_comesBackAfterARestart()
    {
        for (int i = 0; i < 60; ++i)
            m->addPair("p" + std::to_string(100 + i), i, i % 2 ? 48 : 96);
        m->addPair("p1 \xff odd", 61, 48);
        m->open();
        m->page->filterField()->setText(QStringLiteral("issue:misaligned")); // known after the headers only
        QCOMPARE(m->page->model().rowCount(), 31);
        select({0, 4, 5, 6, 20});
        auto *bar = m->page->grid()->verticalScrollBar();
        bar->setValue(bar->maximum() / 2);
        const auto ids = selectedIds();
        const auto view = m->page->saveView();
        const int scroll = bar->value();
        QVERIFY(scroll > 0 && ids.size() == 5);

        m->make();
        m->page->openFolder(m->root());
        m->page->restoreView(view);
        QCOMPARE(m->page->saveView(), view); // and is not lost by closing at once
        m->waitForScan();
        QCOMPARE(m->page->filterField()->text(), QStringLiteral("issue:misaligned"));
        QCOMPARE(m->page->model().rowCount(), 31);
        QCOMPARE(selectedIds(), ids);
        QCOMPARE(m->page->grid()->currentIndex().row(), 20);
        QCOMPARE(m->page->grid()->verticalScrollBar()->value(), scroll);
    }

    void theSelection_staysWhenTheFolderIsReadAgain_andFilesHaveGone()
    {
        for (int i = 0; i < 8; ++i)
            m->addPair("p" + std::to_string(i), i);
        m->open();
        select({1, 2, 3, 6});
        fs::remove(m->root() / "image/p0.png");
        fs::remove(m->root() / "condition/p0.png");
        m->page->readAgain();
        m->waitForScan();
        QCOMPARE(m->page->model().rowCount(), 7);
        QCOMPARE(selectedIds(), (std::vector<std::string>{"p1", "p2", "p3", "p6"}));
    }

    void rowsThatAFilterOnIssuesLetsThrough_areThereBeforeAllPixelsAreLookedAt()
    {
        for (int i = 0; i < 40; ++i)
            m->addPair("p" + std::to_string(i), i, i % 2 ? 48 : 96);
        m->make();
        bool wasThere = false;
        connect(&m->page->model(), &PairModel::tableChanged, this, [&] {
            wasThere |= m->page->isScanning() && m->page->model().rowCount() == 20 &&
                        !m->page->model().table().facts(39).isDecoded;
        });
        m->page->openFolder(m->root());
        m->page->filterField()->setText(QStringLiteral("issue:size_differs"));
        m->waitForScan();
        QCOMPARE(m->page->model().rowCount(), 20);
        QVERIFY(wasThere);
    }

    void aRepairThatACrashBrokeOff_isCarriedOnAndSaid()
    {
        m->addPair("a", 1, 48);
        m->addPair("b", 2, 48);
        {
            auto journal = ChangeJournal::open(m->root());
            std::vector<PairRow> rows;
            for (const char *id : {"a", "b"})
                rows.push_back({RowKind::Pair,
                                false,
                                false,
                                id,
                                std::string("image/") + id + ".png",
                                std::string("condition/") + id + ".png",
                                {}});
            auto steps = prepareRepair(m->root(), planRepair(m->root(), Repair::ResizeMap, rows), *journal);
            QVERIFY(steps && journal->run("Resize 2 maps", *steps));
            // As if it had been killed between the two maps.
            QVERIFY(takeStep(m->root(), reversed(steps->back()).owned()));
            auto lines = textOf(m->root() / ".armature/journal.jsonl");
            lines.resize(lines.rfind("{\"applied\""));
            writeText(m->root() / ".armature/journal.jsonl", lines);
        }
        m->open();
        QTRY_VERIFY(m->page->errors()->isVisible() &&
                    m->page->errors()->text().contains(QLatin1String("Resize 2 maps")));
        const auto width = [&](const char *name) { return probe(m->root() / name)->width; };
        QCOMPARE(width("condition/a.png"), 96);
        QCOMPARE(width("condition/b.png"), 96);
        QTest::mouseClick(m->page->errors()->findChild<QPushButton *>(QStringLiteral("errorBarAction")),
                          Qt::LeftButton);
        m->waitForChange();
        QTRY_COMPARE(width("condition/a.png"), 48);
        QCOMPARE(width("condition/b.png"), 48);
    }

    void eachRepairOfTheMenu_isUndoneAfterARestart_data()
    {
        QTest::addColumn<int>("repair");
        QTest::addColumn<QString>("filter");
        for (const auto &[repair, filter] :
             {std::pair(Repair::ResizeMap, "issue:size_differs"),
              std::pair(Repair::CropMap, "issue:aspect_differs"),
              std::pair(Repair::FlattenAlpha, "issue:alpha"), std::pair(Repair::Convert, "issue:16bit"),
              std::pair(Repair::PairByName, "issue:unpaired"),
              std::pair(Repair::Quarantine, "issue:unreadable"), std::pair(Repair::Exclude, "name:plain"),
              std::pair(Repair::Include, "is:excluded")})
            QTest::newRow(filter) << int(repair) << QString::fromLatin1(filter);
    }
    void eachRepairOfTheMenu_isUndoneAfterARestart()
    {
        QFETCH(int, repair);
        QFETCH(QString, filter);
        m->addPair("plain", 0);
        m->addPair("size", 1, 48);
        writePicture(m->root() / "image/shape.png", 96, 72, 2);
        writePicture(m->root() / "condition/shape.png", 72, 72, 3);
        for (const auto &[name, channels] : {std::pair("clear", 4), std::pair("deep", 3)}) {
            Image image(64, 64, channels, channels == 4 ? 8 : 16);
            QVERIFY(writePng(m->root() / "image" / (std::string(name) + ".png"), image));
            writePicture(m->root() / "condition" / (std::string(name) + ".png"), 64, 64, 4 + channels);
        }
        writePicture(m->root() / "image/lonely.png", 64, 64, 10);
        writePicture(m->root() / "condition/lonely_depth.png", 64, 64, 11);
        m->addPair("cut", 12);
        fs::resize_file(m->root() / "image/cut.png", 200);
        m->addPair("out", 13);
        writeText(m->root() / ".armature/excluded.json", R"({"version": 1, "excluded": ["out"]})");
        const auto state = [&] {
            std::map<std::string, std::string> files;
            for (const auto &entry : fs::recursive_directory_iterator(m->root())) {
                const auto name = entry.path().lexically_relative(m->root()).string();
                if (entry.is_regular_file() &&
                    (!name.starts_with(".armature") || name == ".armature/excluded.json"))
                    files[name] = *hashFile(entry.path());
            }
            return files;
        };
        const auto before = state();
        m->open();
        m->page->filterField()->setText(filter);
        QVERIFY(m->page->model().rowCount() > 0);
        m->page->grid()->selectAll();
        m->page->offerRepair(Repair(repair));
        QTRY_VERIFY(!m->answers.asked.empty());
        QVERIFY(!m->answers.asked[0].detail.isEmpty()); // what will change
        m->waitForChange();
        QVERIFY(state() != before);
        m->open();
        QTRY_VERIFY(m->page->changes().canUndo());
        m->page->changes().undo();
        m->waitForChange();
        QVERIFY(state() == before);
        m->page->changes().redo();
        m->waitForChange();
        QVERIFY(state() != before);
    }

    void whatComesIntoTheFolder_isTakenIn()
    {
        m->addPair("a", 1);
        m->open();
        writePicture(m->root() / "image/new/b.png", 96, 72, 5);
        writePicture(m->root() / "condition/new/b.png", 96, 72, 6);
        QTRY_COMPARE_WITH_TIMEOUT(m->page->model().rowCount(), 2, 20'000);
        writePicture(m->root() / "condition/a.png", 48, 36, 7); // another program saves over it
        QTRY_COMPARE_WITH_TIMEOUT(m->page->model().table().count(FindingKind::SizeDiffers), size_t(1),
                                  20'000);
    }

    void theKeptOriginals_areDeletedWhenAsked()
    {
        m->addPair("a", 1, 48);
        m->open();
        m->page->grid()->selectAll();
        m->page->offerRepair(Repair::ResizeMap);
        QTRY_VERIFY(m->page->changes().canUndo());
        m->waitForChange();
        QVERIFY(ChangeJournal::keptBytes(m->root()) > 0);
        m->answers.answer = 1; // keep them
        const auto asked = m->answers.asked.size();
        m->page->offerForgetting();
        QTRY_COMPARE(m->answers.asked.size(), asked + 1);
        QVERIFY(m->answers.asked.back().isDangerous);
        QVERIFY(ChangeJournal::keptBytes(m->root()) > 0);
        m->answers.answer = 0;
        m->page->offerForgetting();
        QTRY_VERIFY(!m->page->changes().canUndo());
        m->waitForChange();
        QCOMPARE(ChangeJournal::keptBytes(m->root()), uint64_t(0));
        QCOMPARE(probe(m->root() / "condition/a.png")->width, 96);
    }

    void aFolderOpenedForTheFirstTime_saysWhatItWasTakenFor()
    {
        m->addPair("a", 1);
        writePicture(m->root() / "image/alone.png", 96, 72, 3);
        writeText(m->root() / "image/a.txt", "words");
        m->open();
        QVERIFY(m->page->errors()->isVisible());
        const auto text = m->page->errors()->text();
        QVERIFY2(text.contains(QLatin1String("image/ + condition/")) && text.contains(QLatin1Char('1')),
                 qPrintable(text));
        QVERIFY(!fs::exists(m->root() / "metadata.jsonl"));
        const auto view = m->page->saveView();
        m->make();
        m->page->openFolder(m->root());
        m->page->restoreView(view); // it is known by now
        m->waitForScan();
        QVERIFY(!m->page->errors()->isVisible());
    }

    void eachLayout_isUnderstoodAndSaid_data()
    {
        QTest::addColumn<QStringList>("pictures"); // and their maps, in turns
        QTest::addColumn<QString>("listing");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("said"); // empty: the names are looked at, and asked about
        const QStringList folders = {QStringLiteral("image/a.png"), QStringLiteral("condition/a.png"),
                                     QStringLiteral("image/b.png"), QStringLiteral("condition/b.png")};
        QTest::newRow("image and condition") << folders << ""
                                             << ""
                                             << "image/ + condition/";
        QTest::newRow("ControlNet's own")
            << QStringList{QStringLiteral("target/a.png"), QStringLiteral("source/a.png"),
                           QStringLiteral("target/b.png"), QStringLiteral("source/b.png")}
            << "prompt.json"
            << "{\"source\": \"source/a.png\", \"target\": \"target/a.png\", \"prompt\": \"one\"}\n"
               "{\"source\": \"source/b.png\", \"target\": \"target/b.png\", \"prompt\": \"two\"}\n"
            << "prompt.json";
        const QStringList flat = {QStringLiteral("a.png"), QStringLiteral("maps/a.png"),
                                  QStringLiteral("b.png"), QStringLiteral("maps/b.png")};
        QTest::newRow("imagefolder") << flat << "metadata.jsonl"
                                     << "{\"file_name\": \"a.png\", \"conditioning_image_file_name\": "
                                        "\"maps/a.png\", \"text\": \"one\"}\n"
                                        "{\"file_name\": \"b.png\", \"conditioning_image_file_name\": "
                                        "\"maps/b.png\", \"text\": \"two\"}\n"
                                     << "metadata.jsonl";
        QTest::newRow("imagefolder, csv")
            << flat << "metadata.csv"
            << "file_name,conditioning_image_file_name,text\na.png,maps/a.png,one\n"
               "b.png,maps/b.png,\"two, and more\"\n"
            << "metadata.csv";
        QTest::newRow("a folder further down")
            << QStringList{QStringLiteral("train/images/a.png"),
                           QStringLiteral("train/conditioning_images/a.png"),
                           QStringLiteral("train/images/b.png"),
                           QStringLiteral("train/conditioning_images/b.png")}
            << ""
            << ""
            << "images/ + conditioning_images/";
        QTest::newRow("kohya") << QStringList{QStringLiteral("image/10_cats/a.png"),
                                              QStringLiteral("conditioning/a.png"),
                                              QStringLiteral("image/3_dogs/b.png"),
                                              QStringLiteral("conditioning/b.png")}
                               << ""
                               << ""
                               << "image/ + conditioning/";
        QTest::newRow("OneTrainer") << QStringList{QStringLiteral("a.png"), QStringLiteral("a-condlabel.png"),
                                                   QStringLiteral("b.png"), QStringLiteral("b-condlabel.png")}
                                    << ""
                                    << ""
                                    << "";
        QTest::newRow("photos and edges")
            << QStringList{QStringLiteral("photos/a.png"), QStringLiteral("edges/a.png"),
                           QStringLiteral("photos/b.png"), QStringLiteral("edges/b.png")}
            << ""
            << ""
            << "";
    }
    void eachLayout_isUnderstoodAndSaid()
    {
        QFETCH(QStringList, pictures);
        QFETCH(QString, listing);
        QFETCH(QString, text);
        QFETCH(QString, said);
        for (int i = 0; i < pictures.size(); ++i)
            writePicture(m->root() / pictures[i].toStdString(), 96, 72, i);
        if (!listing.isEmpty())
            writeText(m->root() / listing.toStdString(), text.toStdString());
        m->open();
        if (said.isEmpty()) {
            QTRY_VERIFY(m->page->isImportShown() && !m->page->importPanel()->isWorking());
            QVERIFY(m->page->importPanel()->countText().contains(QLatin1Char('2')));
            QVERIFY(!fs::exists(m->root() / "metadata.jsonl"));
            QTest::mouseClick(m->page->importPanel()->importButton(), Qt::LeftButton);
            QTRY_VERIFY(m->page->model().rowCount() == 2 && !m->page->isImportShown());
            m->waitForChange();
        } else {
            const auto words = m->page->errors()->text();
            QVERIFY2(words.contains(said) && words.contains(QLatin1Char('2')), qPrintable(words));
        }
        QCOMPARE(m->page->model().rowCount(), 2);
        for (uint32_t row = 0; row < 2; ++row)
            QVERIFY(m->page->model().table().isTrainable(row));
    }

    void theFilter_isCompletedByKeyboard()
    {
        m->addPair("a", 1, 48);
        m->open();
        m->page->activateWindow();
        auto *edit = m->page->filterField()->edit();
        edit->setFocus();
        QTest::keyClicks(edit, QStringLiteral("iss"));
        auto *popup = m->page->filterField()->findChild<QCompleter *>()->popup();
        QTRY_VERIFY(popup->isVisible());
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(edit->text(), QStringLiteral("issue:"));
        QTRY_VERIFY(popup->isVisible()); // its values follow
        QTest::keyClicks(edit, QStringLiteral("size_d"));
        QTRY_VERIFY(popup->isVisible());
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(edit->text(), QStringLiteral("issue:size_differs"));
        QTRY_COMPARE(m->page->model().rowCount(), 1);
    }

    void thePairView_showsTrueSizesAndTheTrainersCut()
    {
        writePicture(m->root() / "image/a.png", 1200, 800, 1);
        writePicture(m->root() / "condition/a.png", 600, 400, 2);
        m->open();
        m->page->setResolution(256);
        m->waitForScan();
        m->page->grid()->setCurrentIndex(m->page->model().index(0));
        m->page->showPair(true);
        auto *canvas = m->page->pairView()->canvas();
        QTRY_VERIFY(!canvas->isLoading());
        QVERIFY(canvas->isMisaligned());
        QVERIFY(canvas->cutRect().isNull());
        QTest::keyClick(canvas, Qt::Key_C);
        const auto plan = *squarePlan({1200, 800}, 256, {});
        QCOMPARE(qRound(canvas->cutRect().width() * plan.resizeW / 1200), plan.cropW);
        QCOMPARE(qRound(canvas->cutRect().left() * plan.resizeW / 1200), plan.cropX);
        m->page->pairView()->cutChoice()->setCurrentIndex(1);
        const auto buckets = *aspectBuckets(256, 64);
        const auto bucket = buckets[nearestBucket({1200, 800}, buckets)];
        const auto wanted = *bucketPlan({1200, 800}, bucket, {});
        QCOMPARE(qRound(canvas->cutRect().width() * wanted.resizeW / 1200), wanted.cropW);
        // By keyboard, too: closer, aside, and the pixels themselves.
        QTest::keyClick(canvas, Qt::Key_1);
        QCOMPARE(canvas->zoom(), 1.0);
        const auto centre = canvas->centre();
        QTest::keyClick(canvas, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(canvas->centre().x() > centre.x());
        QTest::keyClick(canvas, Qt::Key_Plus);
        QVERIFY(canvas->zoom() > 1);
    }

    void aScreenReader_hearsEachPairOfTheGrid()
    {
        m->addPair("first", 1);
        m->addPair("second", 2, 48);
        m->open();
        auto *face = QAccessible::queryAccessibleInterface(m->page->grid());
        QVERIFY(face && face->role() == QAccessible::List);
        QCOMPARE(face->childCount(), 2);
        auto *cell = face->child(1);
        QVERIFY(cell && cell->isValid());
        QCOMPARE(face->indexOfChild(cell), 1);
        QVERIFY2(cell->text(QAccessible::Name).startsWith(QLatin1String("second, 96 by 72")) &&
                     cell->text(QAccessible::Name).contains(QLatin1String("different size")),
                 qPrintable(cell->text(QAccessible::Name)));
        QVERIFY(!cell->state().selected);
        m->page->grid()->setCurrentIndex(m->page->model().index(1));
        QVERIFY(cell->state().selected);
        QCOMPARE(face->childAt(cell->rect().center().x(), cell->rect().center().y()), cell);
        m->page->filterField()->setText(QStringLiteral("name:first"));
        QVERIFY(!cell->isValid());
        QVERIFY(face->child(0)->text(QAccessible::Name).startsWith(QLatin1String("first")));
    }

    void thinLines_areStillThereWhenAMapIsShownSmall()
    {
        Image lines(2048, 2048, 3);
        for (int y = 0; y < 2048; ++y)
            for (int x = 0; x < 2048; ++x)
                for (int c = 0; c < 3; ++c)
                    lines.row<uint8_t>(y)[x * 3 + c] = x % 64 == 7 ? 255 : 0;
        QVERIFY(writePng(m->root() / "lines.png", lines));
        const auto picture = loadPairPicture(m->root() / "lines.png");
        QCOMPARE(picture.size, QSize(2048, 2048));
        QCOMPARE(picture.levelFor(1).width(), 2048);
        QCOMPARE(picture.levelFor(0.3).width(), 1024);
        const auto &small = picture.levelFor(0.25);
        QCOMPARE(small.width(), 512);
        for (int x = 0; x < 512; x += 16) { // each line, a quarter as bright
            int sum = 0;
            for (int i = x; i < x + 16; ++i)
                sum += qRed(small.pixel(i, 100));
            QVERIFY(std::abs(sum - 64) <= 2);
        }
    }
};

QTEST_MAIN(DatasetReturnTest)
#include "dataset_return_test.moc"

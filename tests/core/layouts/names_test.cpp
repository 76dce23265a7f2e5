// Goldens: what diffusers' own converters do with every tensor (tests/goldens/layouts/make_layouts.py).
#include "core/io/layouts/ldm_names.h"
#include "core/io/layouts/renamed_source.h"
#include "tests/core/layouts/memory_source.h"

#include <QtTest>

#include <fstream>

using namespace armature;

namespace {

using NameList = std::vector<std::pair<std::string, std::string>>; // LDM, diffusers

NameList readNames(const std::string &file)
{
    NameList names;
    std::ifstream in(std::string(ARMATURE_TEST_DATA "/goldens/layouts/") + file);
    for (std::string ldm, diffusers; in >> ldm >> diffusers;)
        names.emplace_back(ldm, diffusers);
    return names;
}

const nlohmann::json kSd1 = {
    {"down_block_types",
     {"CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"}},
    {"up_block_types", {"UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"}},
    {"layers_per_block", 2}};
const nlohmann::json kOdd = {
    {"down_block_types", {"DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"}},
    {"up_block_types", {"CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"}},
    {"layers_per_block", 3}};

// Every pair of the list in both directions.
void compareNames(const NameMap &map, const std::string &file)
{
    const NameList names = readNames(file);
    QVERIFY(names.size() > 100);
    for (const auto &[ldm, diffusers] : names) {
        const auto forward = map.toDiffusers(ldm);
        QCOMPARE(forward.size(), size_t(1));
        QCOMPARE(forward.front().name, diffusers);
        const auto back = map.toLdm(diffusers);
        QVERIFY(back.has_value());
        QCOMPARE(back->name, ldm);
    }
}

UNetTopology topologyFrom(const nlohmann::json &config) { return *unetTopologyOf(config, "test"); }

} // namespace

class NamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unetNames_areDiffusersAtAnyTopology()
    {
        compareNames(ldmUNetNames(topologyFrom(kSd1)), "names_unet_sd1.tsv");
        compareNames(ldmUNetNames(topologyFrom(kOdd)), "names_unet_odd.tsv");
    }

    void controlNetNames_areDiffusersAtAnyTopology()
    {
        compareNames(ldmControlNetNames(topologyFrom(kSd1), 6), "names_control_sd1.tsv");
        compareNames(ldmControlNetNames(topologyFrom(kOdd), 6), "names_control_odd.tsv");
    }

    void vaeNames_areDiffusers() { compareNames(ldmVaeNames({4, 2, true}), "names_vae.tsv"); }

    void topology_isFoundInTheNamesAlone()
    {
        for (const auto &[file, config] :
             {std::pair("names_unet_sd1.tsv", kSd1), std::pair("names_unet_odd.tsv", kOdd)}) {
            MemorySource source;
            for (const auto &[ldm, diffusers] : readNames(file))
                source.add(kLdmUNetPrefix + ldm);
            const auto found = unetTopologyOf(source, kLdmUNetPrefix);
            QVERIFY(found.has_value());
            const UNetTopology expected = topologyFrom(config);
            QCOMPARE(found->downLayers, expected.downLayers);
            QCOMPARE(found->upLayers, expected.upLayers);
            QVERIFY(found->downAttention == expected.downAttention);
            QVERIFY(found->upAttention == expected.upAttention);
        }
    }

    void everyTopology_givesOneToOneNames()
    {
        for (int blocks = 1; blocks <= 5; ++blocks) {
            for (int layers = 1; layers <= 4; ++layers) {
                for (int attention = 0; attention < (1 << blocks); ++attention) {
                    UNetTopology topology;
                    for (int block = 0; block < blocks; ++block) {
                        topology.downLayers.push_back(layers + block % 2);
                        topology.downAttention.push_back(attention >> block & 1);
                        topology.upLayers.push_back(layers + 1);
                        topology.upAttention.push_back(attention >> block & 1);
                    }
                    QVERIFY(NameMap::isOneToOne(ldmUNetNames(topology).pairs()));
                    QVERIFY(NameMap::isOneToOne(ldmControlNetNames(topology, 2 * layers).pairs()));
                }
            }
        }
        QVERIFY(NameMap::isOneToOne(openClipNames(23).pairs()));
    }

    void pathInsideAnother_isNotOneToOne()
    {
        QVERIFY(NameMap::isOneToOne({{"a.b", "x"}, {"a.bc", "y"}}));
        QVERIFY(!NameMap::isOneToOne({{"a", "x"}, {"a.b", "y"}}));
        QVERIFY(!NameMap::isOneToOne({{"a", "x"}, {"b", "x"}}));
        QVERIFY(!NameMap::isOneToOne({{"a", "x"}, {"a", "y"}}));
    }

    void unknownName_keepsItsOwnSoThatLoadingListsIt()
    {
        const auto source = std::make_shared<MemorySource>();
        source->add("p.conv_in_extra.weight").add("p.input_blocks.0.0.weight").add("other.weight");
        const auto renamed = inDiffusersNames(source, "p.", ldmUNetNames(topologyFrom(kSd1)));
        QVERIFY(renamed.has_value());
        const std::vector<std::string> expected{"conv_in_extra.weight", "conv_in.weight"};
        QCOMPARE((*renamed)->names(), expected);
    }

    void fusedProjectionThatIsNoThreeParts_isAnError()
    {
        const auto source = std::make_shared<MemorySource>();
        source->add("transformer.resblocks.0.attn.in_proj_weight", {8, 2});
        const auto renamed = inDiffusersNames(source, "", openClipNames(1));
        QVERIFY(!renamed.has_value());
        QVERIFY(renamed.error().message.find("in_proj_weight") != std::string::npos);
    }

    void foreignBlockType_isRefusedByName()
    {
        nlohmann::json config = kSd1;
        config["down_block_types"][0] = "AttnDownBlock2D";
        const auto topology = unetTopologyOf(config, "config.json");
        QVERIFY(!topology.has_value());
        QVERIFY(topology.error().message.find("AttnDownBlock2D") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(NamesTest)
#include "names_test.moc"

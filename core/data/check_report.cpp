#include "core/data/check.h"
#include "core/data/text_input.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace armature {

namespace {

std::string plural(size_t count, std::string_view noun)
{
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void appendKind(std::string &text, const std::vector<const Finding *> &findings, size_t perKind)
{
    text += fmt::format("\n{}: {} ({})\n", severityName(findings[0]->severity), kindTitle(findings[0]->kind),
                        findings.size());
    std::string lastRepair;
    for (size_t i = 0; i < std::min(findings.size(), perKind); ++i) {
        text += "  " + findings[i]->message + '\n';
        if (findings[i]->repair != lastRepair)
            text += "    " + findings[i]->repair + '\n';
        lastRepair = findings[i]->repair;
    }
    if (findings.size() > perKind)
        text += fmt::format("  and {} more, which --json lists\n", findings.size() - perKind);
}

} // namespace

std::string reportText(const CheckReport &report, size_t perKind)
{
    std::string text =
        fmt::format("{}\n{}: {}, {} of them can be trained on\n", displayName(report.root), report.layout,
                    plural(report.facts.size(), "pair"), report.trainableCount());
    std::map<std::pair<Severity, FindingKind>, std::vector<const Finding *>> groups;
    for (const auto &finding : report.findings)
        groups[{finding.severity, finding.kind}].push_back(&finding);
    for (const auto &[key, findings] : groups)
        appendKind(text, findings, perKind);
    if (report.isInterrupted)
        text += "\nInterrupted: not all pairs were looked at.\n";
    text += fmt::format("\n{}, {}, {}\n", plural(report.count(Severity::Error), "error"),
                        plural(report.count(Severity::Warning), "warning"),
                        plural(report.count(Severity::Note), "note"));
    return text;
}

std::string reportJson(const CheckReport &report)
{
    using json = nlohmann::ordered_json;
    json findings = json::array();
    json counts = json::object();
    for (const auto &finding : report.findings) {
        json item = {{"kind", kindName(finding.kind)}, {"severity", severityName(finding.severity)}};
        item["pair"] = finding.pair.empty() ? json() : json(finding.pair);
        item["files"] = finding.files;
        if (finding.line > 0)
            item["line"] = finding.line;
        item["message"] = finding.message;
        item["repair"] = finding.repair;
        findings.push_back(std::move(item));
        const std::string kind(kindName(finding.kind));
        counts[kind] = counts.value(kind, size_t(0)) + 1;
    }
    const json all = {{"root", report.root},
                      {"layout", report.layout},
                      {"pairs", report.facts.size()},
                      {"trainable", report.trainableCount()},
                      {"interrupted", report.isInterrupted},
                      {"errors", report.count(Severity::Error)},
                      {"warnings", report.count(Severity::Warning)},
                      {"notes", report.count(Severity::Note)},
                      {"counts", std::move(counts)},
                      {"findings", std::move(findings)}};
    return all.dump(2, ' ', true, json::error_handler_t::replace);
}

} // namespace armature

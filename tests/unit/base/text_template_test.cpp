#include "base/text_template.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hotline {
namespace {

constexpr std::array<std::string_view, 2> kPlaces{"ticket", "link"};

TEST(TextTemplate, PutsValuesIntoTheirPlacesAsTheyAre) {
    const auto text = TextTemplate::parse("工单 {{ticket}}{{#link}} [打开]({{link}}){{/link}}", kPlaces).value();
    EXPECT_EQ(text.render({{"ticket", "100 & <1>"}, {"link", "https://e.org/?a=1&b=2"}}),
              "工单 100 & <1> [打开](https://e.org/?a=1&b=2)");
    EXPECT_EQ(text.render({{"ticket", "1"}, {"link", ""}}), "工单 1");
    EXPECT_EQ(text.render({}), "工单 ");
}

TEST(TextTemplate, RefusesWhatIsNotOne) {
    const auto why = [](const char* text) {
        const auto parsed = TextTemplate::parse(text, kPlaces);
        return parsed ? std::string("taken") : parsed.error().detail;
    };
    EXPECT_EQ(why("{{tickets}}"), "nothing is called {{tickets}}");
    EXPECT_EQ(why("{{phone}}"), "nothing is called {{phone}}");
    EXPECT_EQ(why("{{ticket"), "a place is not closed with }}");
    EXPECT_NE(why("{{#link}}x"), "taken");
    EXPECT_EQ(why("no places"), "taken");
}

TEST(TextTemplate, InHtmlValuesAreEscaped) {
    EXPECT_EQ(TextTemplate::html("<b>{{name}}</b>").render({{"name", "<i>&\""}}), "<b>&lt;i&gt;&amp;&quot;</b>");
}

}  // namespace
}  // namespace hotline

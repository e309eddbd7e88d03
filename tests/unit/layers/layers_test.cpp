// The layers of service/ hold: in the sources as they are, and the checker that says so finds what is planted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "include_checker.hpp"

namespace hotline::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Files service_files() {
    const std::filesystem::path service = std::filesystem::path(HOTLINE_SOURCE_DIR) / "service";
    Files files;
    for (auto entry = std::filesystem::recursive_directory_iterator(service); entry != end(entry); ++entry) {
        if (entry->path().filename() == "node_modules") entry.disable_recursion_pending();
        auto path = entry->path().lexically_relative(service);
        // CMake makes "x.hpp" of "x.hpp.in".
        if (path.extension() == ".in") path.replace_extension();
        const auto extension = path.extension();
        if (!entry->is_regular_file() || (extension != ".hpp" && extension != ".cpp")) continue;
        std::ifstream in(entry->path());
        files[path.string()] = std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return files;
}

TEST(Layers, EveryIncludeOfTheServicePointsDown) { EXPECT_THAT(wrong_includes(service_files()), IsEmpty()); }

TEST(Layers, TheSourcesAreFound) { EXPECT_TRUE(service_files().contains("base/error.hpp")); }

TEST(Checker, ReadsBothKindsOfIncludeAndNothingElse) {
    const auto includes =
        includes_of("#pragma once\n#include <map>\n  #  include \"base/ids.hpp\"\n// #include <set>\n");
    ASSERT_EQ(includes.size(), 2U);
    EXPECT_EQ(includes[0].target, "map");
    EXPECT_FALSE(includes[0].quoted);
    EXPECT_EQ(includes[1].target, "base/ids.hpp");
    EXPECT_TRUE(includes[1].quoted);
    EXPECT_EQ(includes[1].line, 3);
}

TEST(Checker, AcceptsWhatPointsDown) {
    EXPECT_THAT(wrong_includes({{"base/ids.hpp", "#include <string>\n"},
                                {"domain/ticket.hpp", "#include \"base/ids.hpp\"\n"},
                                {"desk/claim.cpp", "#include \"domain/ticket.hpp\"\n#include \"base/ids.hpp\"\n"},
                                {"main.cpp", "#include \"desk/claim.hpp\"\n"},
                                {"desk/claim.hpp", ""}}),
                IsEmpty());
}

TEST(Checker, FindsAnIncludeThatPointsUp) {
    EXPECT_THAT(wrong_includes({{"store/keys.hpp", ""}, {"domain/ticket.hpp", "// x\n#include \"store/keys.hpp\"\n"}}),
                ElementsAre("domain/ticket.hpp:2: store/keys.hpp is not below domain/"));
}

TEST(Checker, FindsAnIncludeThatPointsSideways) {
    EXPECT_THAT(
        wrong_includes({{"settings/reader.hpp", ""}, {"store/queues.cpp", "#include \"settings/reader.hpp\"\n"}}),
        ElementsAre(HasSubstr("is not below store/")));
}

TEST(Checker, FindsAnIncludeOfAFileThatIsNotThere) {
    EXPECT_THAT(wrong_includes({{"store/queues.cpp", "#include \"queues.hpp\"\n"}}),
                ElementsAre(HasSubstr("queues.hpp is not a file of service/")));
}

TEST(Checker, FindsAFolderThatIsNoLayer) {
    EXPECT_THAT(wrong_includes({{"util/strings.hpp", ""}}), ElementsAre(HasSubstr("util/ is not a layer")));
}

TEST(Checker, KeepsRedisOutOfApi) {
    EXPECT_THAT(wrong_includes({{"redis/link.hpp", ""}, {"api/tickets.cpp", "#include \"redis/link.hpp\"\n"}}),
                ElementsAre(HasSubstr("api/ knows nothing")));
}

TEST(Checker, FindsAsioInDomainDirectlyAndThroughAHeader) {
    EXPECT_THAT(wrong_includes({{"base/async.hpp", "#include <boost/asio/awaitable.hpp>\n"},
                                {"base/outer.hpp", "#include \"base/async.hpp\"\n"},
                                {"domain/a.cpp", "#include <boost/asio/post.hpp>\n"},
                                {"domain/b.cpp", "#include \"base/outer.hpp\"\n"}}),
                ElementsAre(HasSubstr("domain/a.cpp:1: "), HasSubstr("domain/b.cpp:1: base/outer.hpp brings Asio")));
}

struct Misplaced {
    std::string path;
    std::string include;
};

class LibraryOutOfPlace : public testing::TestWithParam<Misplaced> {};

TEST_P(LibraryOutOfPlace, IsFound) {
    const Files files{{GetParam().path, "#include <" + GetParam().include + ">\n"}};
    EXPECT_THAT(wrong_includes(files), ElementsAre(HasSubstr("belongs in ")));
}

INSTANTIATE_TEST_SUITE_P(Checker, LibraryOutOfPlace,
                         testing::Values(Misplaced{"store/queues.cpp", "hiredis/hiredis.h"},
                                         Misplaced{"http/connection.hpp", "boost/beast/http.hpp"},
                                         Misplaced{"api/tickets.cpp", "boost/beast/http/status.hpp"},
                                         Misplaced{"domain/ticket.cpp", "nlohmann/json.hpp"},
                                         Misplaced{"http/connection.cpp", "curl/curl.h"},
                                         Misplaced{"notify/sender.cpp", "curl/curl.h"},
                                         Misplaced{"api/sessions.cpp", "cjose/jws.h"},
                                         Misplaced{"desk/claim.cpp", "nlohmann/json_fwd.hpp"},
                                         Misplaced{"app/graph.cpp", "yaml-cpp/yaml.h"}));

TEST(Checker, AcceptsLibrariesInTheirPlace) {
    EXPECT_THAT(wrong_includes({{"base/asio_impl.cpp", "#include <boost/beast/src.hpp>\n"},
                                {"http/connection.cpp", "#include <boost/beast/http.hpp>\n"},
                                {"redis/codec.cpp", "#include <hiredis/hiredis.h>\n"},
                                {"settings/reader.cpp", "#include <yaml-cpp/yaml.h>\n"},
                                {"store/ticket_document.cpp", "#include <nlohmann/json.hpp>\n"}}),
                IsEmpty());
}

}  // namespace
}  // namespace hotline::layers

// hotlined.
#include <csignal>
#include <exception>
#include <iostream>

#include "app/application.hpp"

namespace {

int serve(const hotline::Options& options) {
    const int exit_code = hotline::Application(options).run();
    // Asked to stop once more while it ends: it has ended well.
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);
    return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    const auto parsed = hotline::parse_options(argc, argv);
    if (!parsed.options) return parsed.exit_code;
    try {
        return serve(*parsed.options);
    } catch (const std::exception& error) {
        std::cerr << "hotlined: " << error.what() << '\n';
        return 1;
    }
}

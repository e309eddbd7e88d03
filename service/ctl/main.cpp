// hotlinectl: for administrators; hotlined may be running meanwhile.
#include <exception>
#include <iostream>

#include "ctl/tasks.hpp"

int main(int argc, char** argv) {
    const auto parsed = hotline::ctl::parse_options(argc, argv);
    if (!parsed.options) return parsed.exit_code;
    try {
        return hotline::ctl::run(*parsed.options);
    } catch (const std::exception& error) {
        std::cerr << "hotlinectl: " << error.what() << '\n';
        return 2;
    }
}

// hotlined.
#include <exception>
#include <iostream>

#include "app/application.hpp"

int main(int argc, char** argv) {
    const auto parsed = hotline::parse_options(argc, argv);
    if (!parsed.options) return parsed.exit_code;
    try {
        return hotline::Application(*parsed.options).run();
    } catch (const std::exception& error) {
        std::cerr << "hotlined: " << error.what() << '\n';
        return 1;
    }
}

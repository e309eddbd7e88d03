// Certificates for tests, made by the openssl program and thrown away with the process.
#pragma once

#include <string>

#include "http/tls.hpp"

namespace hotline::http {

/// A certificate for localhost and its key, made when the name is asked for first.
[[nodiscard]] const TlsFiles& test_certificate(const std::string& name);

}  // namespace hotline::http

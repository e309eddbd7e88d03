// The Grafana boards: their source, their JSON, their queries on a real Prometheus, their looks in Chromium. HOTLINED names the binary,
// HOTLINE_TEST_RULES another folder of recording rules. HOTLINE_KEEP_SCREENS=yes replaces the pictures in screens/. What Grafana's
// libraries draw is looked at; no Grafana server runs here.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runTests } from '../../../tools/lib-js/run_tests.js';

// The service is started with what the API tests have for it.
const tools = fileURLToPath(new URL('../../../tools', import.meta.url));
for (const folder of ['.', '../../api']) {
  const script = '. "$0/lib/common.sh" && . "$0/lib/packages.sh" && ensure_npm "$1"';
  execFileSync('bash', ['-c', script, tools, fileURLToPath(new URL(folder, import.meta.url)).replace(/\/$/, '')], { stdio: 'inherit' });
}

await runTests(import.meta.url, ['source.test.js', 'schema.test.js', 'service.test.js', 'rendered.test.js']);

// The rules of Prometheus and the routes of Alertmanager, by their own tools and alive: node run.js [file…]. Ends with the line "N passed, N failed".
import { runTests } from '../../../tools/lib-js/run_tests.js';

const asked = process.argv.slice(2);
const all = ['config.test.js', 'rules.test.js', 'complete.test.js', 'exposition.test.js', 'faults.test.js', 'routes.test.js', 'chain.test.js'];
await runTests(import.meta.url, asked.length > 0 ? asked : all);

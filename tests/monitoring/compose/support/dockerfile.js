// deploy/Dockerfile against the list of packages that the project builds with.
import { execFileSync } from 'node:child_process';

/**
 * What a program built with a -dev package loads: null where it is headers only, or only tests link it. A package that is not here was
 * added to tools/lib/packages.sh since, and somebody has to say what the image needs of it.
 */
export const kLoaded = {
  'libboost1.81-dev': null,
  'libhiredis-dev': 'libhiredis0.14',
  'nlohmann-json3-dev': null,
  'prometheus-cpp-dev': 'libprometheus-cpp-core1.0',
  'libgtest-dev': null,
  'libgmock-dev': null,
  'libbenchmark-dev': null,
  'libyaml-cpp-dev': 'libyaml-cpp0.7',
  'libspdlog-dev': 'libspdlog1.10',
  'libfmt-dev': 'libfmt9',
  'libcli11-dev': null,
  'rapidjson-dev': null,
  'libjemalloc-dev': 'libjemalloc2',
  'libsodium-dev': 'libsodium23',
  'libssl-dev': 'libssl3',
  'libhowardhinnant-date-dev': 'libdate-tz3',
  'libicu-dev': 'libicu72',
  'libcurl4-openssl-dev': 'libcurl4',
  'libcjose-dev': 'libcjose0',
  'libkainjow-mustache-dev': null,
};

/** packages_run of tools/lib/packages.sh. */
export function packagesToRun(root) {
  const script = '. "$0/tools/lib/common.sh"; . "$0/tools/lib/packages.sh"; printf "%s\\n" "${packages_run[@]}"';
  return execFileSync('bash', ['-c', script, root], { encoding: 'utf8' }).trim().split('\n');
}

/** Its stages, each with its instructions, one a line. */
export function stagesOf(text) {
  const whole = text.replace(/^#.*\n/gm, '').replace(/\\\n\s*/g, ' ');
  return whole.split(/^FROM /m).slice(1).map((stage) => ({ from: stage.split(/\s/)[0], lines: stage.trim().split('\n') }));
}

export function installedIn({ lines }) {
  return lines.flatMap((line) => /apt-get install ((?:(?!&&).)*)/.exec(line)?.[1].split(/\s+/).filter((word) => word && !word.startsWith('-')) ?? []);
}

/** Besides libraries: time zones, authorities, the health check. */
const kBesides = ['tzdata', 'ca-certificates', 'curl'];

export function mistakesIn(text, toRun) {
  const [build, runtime, ...others] = stagesOf(text);
  if (!runtime || others.length > 0) return ['not two stages'];
  const wrong = [];
  const found = (condition, what) => condition && wrong.push(what);
  for (const { from } of [build, runtime]) found(!/^debian:12(\.\d+)?(-slim)?$/.test(from), `begins with ${from}`);
  found(!build.lines.some((line) => line.includes('ensure_installed run')), 'does not install what packages.sh says');
  found(installedIn(build).length > 0, 'the build stage has a list of packages of its own');
  found(!build.lines.some((line) => line.includes('build release hotlined hotlinectl')), "does not build by the project's command");

  const developed = toRun.filter((name) => name.endsWith('-dev'));
  for (const name of developed) found(!(name in kLoaded), `${name}: it is not known what a program needs of it`);
  for (const name of Object.keys(kLoaded)) found(!developed.includes(name), `${name} is not built with any more`);
  const wanted = [...developed.map((name) => kLoaded[name]).filter(Boolean), ...kBesides].sort();
  const installed = installedIn(runtime).sort();
  for (const name of wanted) found(!installed.includes(name), `${name} is not in the image`);
  for (const name of installed) found(!wanted.includes(name), `${name} is in the image for nothing`);

  const user = runtime.lines.filter((line) => line.startsWith('USER ')).at(-1) ?? 'USER 0';
  found(!/^USER [1-9]\d*:[1-9]\d*$/.test(user), `runs as ${user.slice(5)}`);
  found(!runtime.lines.some((line) => line.startsWith('HEALTHCHECK ')) || !text.includes('/readyz'), 'no health check on /readyz');
  return wrong;
}

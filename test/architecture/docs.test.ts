/** What the documentation says about files, tests and links is true of the tree it lies in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path).replaceAll('\\', '/')),
];

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
const linksOf = (text: string): string[] => [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
const brokenLinks = (page: string, text: string): string[] =>
  linksOf(text)
    .filter((to) => !/^[a-z]+:|^#/.test(to))
    .filter((to) => !existsSync(join(root, dirname(page), to.replace(/#.*$/, ''))))
    .map((to) => `${page}: ${to}`);

/** Paths of files that a text names in backticks. */
const filesNamedIn = (text: string): string[] =>
  [...text.matchAll(/`((?:build|cloud|engine|gpu-worker|samples|src-main|src-renderer|test)\/[\w./-]+\.(?:ts|tsx|mjs|json))`/g)].map(
    ([, path = '']) => path,
  );

/** Rows `| claim | file | test |` whose title does not stand in the file. */
const missingTitles = (text: string): string[] =>
  [...text.matchAll(/^\| .+ \| `([^`]+)` \| (.+) \|$/gm)]
    .filter(([, file = '', title = '']) => !existsSync(join(root, file)) || !read(file).includes(title))
    .map(([, file, title]) => `${file}: ${title}`);

const placesOfSomebody = (text: string): string[] =>
  [...text.matchAll(/(?:^|[\s`"'(=])((?:\/(?:home|Users|root|tmp|work|var)\/|[A-Z]:\\)[^\s`"')]*)/gm)].map(([, path = '']) => path);

test('every relative link leads somewhere', () => {
  expect(pages.length).toBeGreaterThan(25);
  expect(pages.flatMap((page) => brokenLinks(page, read(page)))).toEqual([]);
});

test('every picture is shown on a page and drawn by the script that draws them', () => {
  const kept = readdirSync(join(root, 'docs/images')).map((name) => `docs/images/${name}`);
  const shown = pages.flatMap((page) =>
    linksOf(read(page))
      .filter((to) => to.endsWith('.png'))
      .map((to) => join(dirname(page), to)),
  );
  // `pictures` draws one in each theme.
  const drawn = [...read('test/e2e/screenshots.ts').matchAll(/picture(s?)\(\w+, '([\w-]+)'\)/g)].flatMap(([, both, name = '']) =>
    (both ? ['-dark', '-light'] : ['']).map((theme) => `docs/images/${name}${theme}.png`),
  );
  expect(kept.length).toBeGreaterThan(4);
  expect([...new Set(shown)].toSorted()).toEqual(kept.toSorted());
  expect(drawn.toSorted()).toEqual(kept.toSorted());
});

test('every page of docs is in its index', () => {
  const indexed = new Set(linksOf(read('docs/README.md')).map((to) => `docs/${to}`));
  const missing = pages.filter((page) => /^docs\/(?!README|decisions\/)/.test(page) && !indexed.has(page));
  expect(missing).toEqual([]);
});

test.each(['docs/features.md', 'docs/security.md'])('every file that %s names exists', (page) => {
  const named = filesNamedIn(read(page));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every claim in docs/features.md names a test that there is', () => {
  const text = read('docs/features.md');
  expect(text.match(/^\| .+ \| `/gm)?.length).toBeGreaterThan(60);
  expect(missingTitles(text)).toEqual([]);
});

test('each of the 38 things that a designer expects is there, told by a story in a browser or said to be missing', () => {
  const rows = [...read('docs/features.md').matchAll(/^\| (\d+) \| .+ \| .+ \| (?:`([^`]+)`|none) \| (.+) \|$/gm)];
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 38 }, (_, index) => index + 1));
  // No browser renews an app.
  const elsewhere = rows.filter(([, , file = '']) => !file.startsWith('test/e2e/'));
  expect(elsewhere.map(([, number]) => Number(number))).toEqual([31]);
});

test('the rules of the editor have numbers that rise, and each names a test that there is', () => {
  const text = read('docs/editor-rules.md');
  const ids = [...text.matchAll(/^\| ([A-Z])(\d+) \| .+ \| `.+` \| .+ \|$/gm)].map(([, section = '', number]) => ({
    section,
    number: Number(number),
  }));
  expect(ids.length).toBeGreaterThanOrEqual(150);
  expect(text.match(/^\| [A-Z]\d+/gm)).toHaveLength(ids.length);
  const bySection = Object.groupBy(ids, ({ section }) => section);
  for (const rules of Object.values(bySection)) expect(rules!.map(({ number }) => number)).toEqual(rules!.map((_, at) => at + 1));
  expect(missingTitles(text)).toEqual([]);
});

test('the rules of security are numbered without a gap, each with its state', () => {
  const states = [...read('docs/security.md').matchAll(/^\| (\d+) \| .+ \| (met|partly|not yet) \| .+ \|$/gm)];
  expect(states.map(([, number]) => Number(number))).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
});

test('the hash in the README is the one that the goldens pin', () => {
  const { hash } = (JSON.parse(read('test/goldens/goldens.json')) as Record<string, { hash: string }>)['supply chain, benchmark']!;
  expect(read('README.md')).toContain(`State hash ${hash}\n`);
});

test('every key of Studio stands on the page of keys', () => {
  const keys = readdirSync(join(root, 'src-renderer/studio'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing'))
    .flatMap((path) => [...read(`src-renderer/studio/${path}`).matchAll(/^ {2}keys: \[(.+)\]/gm)])
    .flatMap(([, list = '']) => [...list.matchAll(/'([^']+)'/g)].map(([, key = '']) => key));
  expect(keys.length).toBeGreaterThan(20);
  const page = read('docs/keyboard.md');
  const inTable = new Set([...page.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = '']) => cell.replaceAll('`', '').split(/, |; /)));
  expect(keys.filter((key) => !inTable.has(key))).toEqual([]);
});

test('no page names a place on somebody’s machine', () => {
  expect(pages.flatMap((page) => placesOfSomebody(read(page)).map((path) => `${page}: ${path}`))).toEqual([]);
});

test('what is wrong would be seen', () => {
  expect(brokenLinks('docs/x.md', 'See [there](nowhere.md) and [here](README.md#top), not `[a](b)`.')).toEqual(['docs/x.md: nowhere.md']);
  const row = (title: string): string => `| a claim | \`src-main/doors/cli/lq.test.ts\` | ${title} |\n`;
  expect(missingTitles(row('never writes over anything') + row('flies'))).toEqual(['src-main/doors/cli/lq.test.ts: flies']);
  expect(placesOfSomebody('in `/home/ada/x` and /levels/x')).toEqual(['/home/ada/x']);
  expect(filesNamedIn('`test/nothing.test.ts`, `docs/x.md`')).toEqual(['test/nothing.test.ts']);
});

// Names what a style sheet uses that the oldest phones (browserslist in package.json) do not know.
// usage: node lint_css.mjs FILE…; a line for each finding, and a status of 1 where there are any
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import doiuse from "doiuse";
import postcss from "postcss";

// What is left out there costs nothing: feature or name, the sheets that may use it, and what the oldest phones do.
const ALLOWED = [
  ["css-has", ["applies.css"], "the script hides what does not apply, or every question says whom it asks"],
  ["css-not-sel-list", ["applies.css"], "stands in the same rules as :has()"],
  [":has", ["applies.css"], "as above"],
  ["css-focus-visible", ["style.css"], "the outline is then shown after every tap"],
  [":focus-visible", ["style.css"], "as above"],
  ["accent-color", ["style.css"], "ticks have the device's own colour"],
  ["field-sizing", ["style.css"], "each list of the home has a line of its own"],
  ["cursor", ["style.css"], "phones without a pointer"],
  ["css-gradients", ["style.css", "dark.css"], "a plain one, which all draw"],
  ["prefers-color-scheme", ["dark.css"], "they stay light"],
  ["css-appearance", ["style.css"], "with the prefix that they want"],
  ["css-text-indent", ["pages.css"], "plain lengths, which all know"],
  ["css-paged-media", ["pages.css"], "letters are printed from computers"],
  ["css-page-break", ["pages.css"], "letters are printed from computers"],
];

const OLDEST = { chrome: 78, safari_ios: 12 };
const require = createRequire(import.meta.url);
const { css } = JSON.parse(readFileSync(require.resolve("@mdn/browser-compat-data"), "utf8"));
const { browserslist } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

function isSupported({ support }) {
  return Object.entries(OLDEST).every(([browser, version]) =>
    [support[browser]].flat().some(({ version_added: added, version_removed: removed, flags, prefix }) => {
      const isGone = parseFloat(removed) <= version;
      return added && !isGone && !flags && !prefix && parseFloat(added.replace("≤", "")) <= version;
    }),
  );
}

// caniuse has no entry for many properties and pseudo-classes; MDN's data has one for each.
function findYoungNames(root, report) {
  root.walkDecls((declaration) => {
    const property = css.properties[declaration.prop];
    if (!property || declaration.parent.name === "page") return;
    const contexts = Object.keys(property).filter((key) => key.endsWith("_context"));
    const entries = [property, ...contexts.map((key) => property[key])];
    if (!entries.every((entry) => isSupported(entry.__compat))) report(declaration.prop, declaration);
  });
  root.walkRules((rule) => {
    for (const [, name] of rule.selector.matchAll(/:([a-z-]+)/g)) {
      const selector = css.selectors[name];
      if (selector && !isSupported(selector.__compat)) report(`:${name}`, rule);
    }
  });
}

let isClean = true;
for (const file of process.argv.slice(2)) {
  const sheet = basename(file);
  const report = (name, node) => {
    if (ALLOWED.some(([allowed, sheets]) => allowed === name && sheets.includes(sheet))) return;
    isClean = false;
    console.log(`${sheet}:${node.source.start.line}: ${name}`);
  };
  const root = postcss.parse(readFileSync(file, "utf8"), { from: file });
  const onFeatureUsage = ({ feature, usage }) => report(feature, usage);
  await postcss([doiuse({ browsers: browserslist, onFeatureUsage })]).process(root, { from: file });
  findYoungNames(root, report);
}
process.exit(isClean ? 0 : 1);

// What the public pages' script may use: ES2015, and the web interfaces of the oldest phones (see package.json).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import compat from "eslint-plugin-compat";
import es from "eslint-plugin-es-x";

const OLDEST = { chrome: 78, safari_ios: 12 };
const path = createRequire(import.meta.url).resolve("@mdn/browser-compat-data");
const { api } = JSON.parse(readFileSync(path, "utf8"));

function isSupported({ support }) {
  return Object.entries(OLDEST).every(([browser, version]) => {
    const statements = [support[browser]].flat();
    return statements.some(
      ({ version_added: added, version_removed: removed, flags }) =>
        added && !(parseFloat(removed) <= version) && !flags && parseFloat(added.replace("≤", "")) <= version,
    );
  });
}

// Names that the language has itself are the affair of the rules of es-x.
const LANGUAGE = [Array, Function, Math, Object, Promise, RegExp, String].flatMap((type) => [type, type.prototype || {}]);

// The other plugin looks at names such as fetch and AbortController, not at the methods of elements and events.
const oldMembers = {
  create: (context) => ({
    "MemberExpression[computed=false]"({ property }) {
      if (LANGUAGE.some((type) => property.name in type)) return;
      const known = Object.values(api).filter((face) => Object.hasOwn(face, property.name) && face[property.name].__compat);
      if (known.length && !known.some((face) => isSupported(face[property.name].__compat))) {
        context.report({ node: property, message: `${property.name} is younger than the oldest phones.` });
      }
    },
  }),
};

export default [
  compat.configs["flat/recommended"],
  es.configs["flat/restrict-to-es2015"],
  {
    plugins: { own: { rules: { "old-members": oldMembers } } },
    languageOptions: { ecmaVersion: 2015, sourceType: "script" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: { "es-x": { aggressive: true } },
    rules: {
      "own/old-members": "error",
      // Of the same name as the old ones of arrays.
      ...Object.fromEntries(["filter", "find", "foreach", "map", "some"].map((name) => [`es-x/no-iterator-prototype-${name}`, "off"])),
    },
  },
];

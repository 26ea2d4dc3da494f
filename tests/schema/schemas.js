/* The schemas of schema/, by what a document calls itself. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";

/* `fail` is told of a schema that breaks a rule of ours. */
export function readSchemas(folder, fail) {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
  const named = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".schema.json")).sort()) {
    const schema = JSON.parse(readFileSync(join(folder, file), "utf8"));
    if (schema.$id !== file) fail(file, `its $id is ${schema.$id}`);
    if (!schema.title || !schema.description) fail(file, "it has no title or no description");
    ajv.addSchema(schema);
    named.set(`cairn.${basename(file, ".schema.json")}/1`, schema);
  }
  named.delete("cairn.common/1");
  return { ajv, named };
}

/* What the description of the API uses besides: an address, whole or from the server's root. */
export function addFormats(ajv) {
  ajv.addFormat("uri-reference", /^(https?:\/\/[^\s/]+)?\/[^\s]*$|^about:blank$/);
}

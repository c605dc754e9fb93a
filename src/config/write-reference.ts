// `npm run schema`: writes the example and the JSON schema of the config, and the shipped advisories as they are read. A tool of the source tree, run from its root.
import { createFiles } from '../adapters/files.ts'
import { parseAdvisories } from '../openclaw/advisories/parse-advisories.ts'
import { renderExample, renderSchema } from './reference.ts'

const files = createFiles()
await files.writeDurably('config/moltd.example.json5', renderExample(), 0o644)
await files.writeDurably('config/moltd.schema.json', renderSchema(), 0o644)

const advisories = parseAdvisories(await files.readText('config/advisories.json5'), 'config/advisories.json5')
await files.writeDurably('config/advisories.json', `${JSON.stringify(advisories, null, 2)}\n`, 0o644)

// `npm run schema`: writes the example and the JSON schema of the config. A tool of the source tree, run from its root.
import { createFiles } from '../adapters/files.ts'
import { renderExample, renderSchema } from './reference.ts'

const files = createFiles()
await files.writeDurably('config/moltd.example.json5', renderExample(), 0o644)
await files.writeDurably('config/moltd.schema.json', renderSchema(), 0o644)

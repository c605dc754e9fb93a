// The process outside the gateway that carries out an update.run.
import { runUpdater } from './updater.js'

process.title = 'openclaw-update'
const outcome = await runUpdater(JSON.parse(process.argv[2]))
process.exit(outcome.status === 'ok' ? 0 : 1)

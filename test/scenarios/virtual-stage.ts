import { onTestFinished } from 'vitest'
import { createVirtualHost } from './virtual-host.ts'
import { startMoltd } from './virtual-moltd.ts'

/** A virtual host whose gateway serves, and a moltd on it, until the test ends. */
export async function setVirtualStage() {
  const host = createVirtualHost()
  await host.start()
  const moltd = startMoltd(host)
  onTestFinished(() => {
    moltd.close()
    host.remove()
  })
  return { host, moltd }
}

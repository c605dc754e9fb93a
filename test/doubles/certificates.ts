import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export interface Certificates {
  /** The authority that whoever connects must trust: PEM. */
  authority: string
  /** Of a server on 127.0.0.1, signed by it: PEM. */
  certificate: string
  key: string
}

const day = 86_400_000

/** A certificate authority that nobody has heard of, and a server of its on this machine: X.509, written by hand since Node only reads it. */
export function makeCertificates(): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = { name: 'moltd tests', key: authority.privateKey }
  return {
    authority: certificate({ name: 'moltd tests', key: authority.publicKey }, issuer, [
      extension('551d13', der(0x30, der(0x01, Buffer.from([0xff])))), // basicConstraints: an authority
    ]),
    certificate: certificate({ name: '127.0.0.1', key: server.publicKey }, issuer, [
      extension('551d11', der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])))), // subjectAltName: an address
    ]),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

interface Party {
  name: string
  key: KeyObject
}

function certificate(subject: Party, issuer: Party, extensions: readonly Buffer[]): string {
  const ecdsaWithSha256 = der(0x30, objectId('2a8648ce3d040302'))
  const told = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])), // serial number, positive
    ecdsaWithSha256,
    nameOf(issuer),
    der(0x30, time(Date.now() - day), time(Date.now() + 30 * day)),
    nameOf(subject),
    subject.key.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...extensions)),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', told, issuer.key))
  const text = der(0x30, told, ecdsaWithSha256, signature).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${text.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

function nameOf({ name }: Party): Buffer {
  const commonName = der(0x30, objectId('550403'), der(0x0c, Buffer.from(name)))
  return der(0x30, der(0x31, commonName))
}

function extension(id: string, value: Buffer): Buffer {
  return der(0x30, objectId(id), der(0x04, value))
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

/** One value of ASN.1: its tag, how long it is, and what it holds. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

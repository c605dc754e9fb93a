import { expect, test } from 'vitest'
import {
  type DoctorFinding,
  exitCodeOfFindings,
  type Severity,
  sortFindings,
} from '../../src/doctor/finding.ts'
import { readWslKey } from '../../src/doctor/wsl.ts'

const finding = (name: string, severity: Severity): DoctorFinding => ({
  name,
  title: name,
  severity,
  reason: '',
  fix: null,
})

test('the worst comes first, and what is as bad stays in its order', () => {
  const findings = [
    finding('a', 'fine'),
    finding('b', 'warning'),
    finding('c', 'broken'),
    finding('d', 'warning'),
  ]
  expect(sortFindings(findings).map(({ name }) => name)).toEqual(['c', 'b', 'd', 'a'])
})

test('the exit code is that of the worst finding', () => {
  expect(exitCodeOfFindings([])).toBe(0)
  expect(exitCodeOfFindings([finding('a', 'note'), finding('b', 'fine')])).toBe(0)
  expect(exitCodeOfFindings([finding('a', 'note'), finding('b', 'warning')])).toBe(3)
  expect(exitCodeOfFindings([finding('a', 'warning'), finding('b', 'broken')])).toBe(1)
})

test('a key of .wslconfig counts in its own section only, in any case, with the line ends of Windows', () => {
  const text = '[wsl2]\r\nVmIdleTimeout = -1\r\n[General]\r\ninstanceIdleTimeout=60000\r\n'
  expect(readWslKey(text, 'wsl2', 'vmIdleTimeout')).toBe('-1')
  expect(readWslKey(text, 'general', 'instanceIdleTimeout')).toBe('60000')
  expect(readWslKey(text, 'general', 'vmIdleTimeout')).toBe(null)
})

/** An IP camera's web server: one GET at a time, with its login. */
import type { IncomingMessage } from 'node:http'
import { httpAddress, httpGet } from '../../io/http-get.ts'
import { httpLogin } from './http-login.ts'
import { loginRefused } from './person-needed.ts'

/** Gets what the camera has at its address. Rejects with a reason without login or address in it, and when `signal` fires. */
export type CameraRequest = (signal: AbortSignal) => Promise<IncomingMessage>

/** The camera at `url`, with the user and password in it. Throws `port_malformed` when it is no http or https address. */
export function cameraHttp(url: string): CameraRequest {
  const address = httpAddress(url)
  const [user, password] = [decodeURIComponent(address.username), decodeURIComponent(address.password)]
  const login = user === '' ? undefined : httpLogin({ user, password })
  const path = address.pathname + address.search
  const get = (signal: AbortSignal): Promise<IncomingMessage> => {
    const authorization = login?.header('GET', path)
    const headers = { accept: 'multipart/x-mixed-replace, image/jpeg', ...(authorization === undefined ? {} : { authorization }) }
    return httpGet(address, { path, signal, headers })
  }
  return async signal => {
    const first = await get(signal)
    if (first.statusCode !== 401 || login === undefined) return accepted(first)
    login.challenged(first.headers['www-authenticate'])
    first.destroy()
    return accepted(await get(signal), 'the camera refuses the login in its url')
  }
}

function accepted(
  response: IncomingMessage,
  onRefusal = 'the camera asks for a login; write user and password into its url',
): IncomingMessage {
  if (response.statusCode === 200) return response
  response.destroy()
  if (response.statusCode === 401) throw loginRefused(onRefusal)
  throw new Error(`the camera answered ${response.statusCode}`)
}

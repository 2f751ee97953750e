declare module 'node-webcam' {
  export interface Webcam {
    /** Program that is run; only on Linux. */
    bin?: string
    capture(location: string, done: (error: Error | null, location?: string) => void): void
  }

  const NodeWebcam: {
    create(options: {
      width: number
      height: number
      quality: number
      output: 'jpeg'
      device: string | false
      saveShots: boolean
      callbackReturn: 'location'
    }): Webcam
  }
  export default NodeWebcam
}

// Runs before the first paint, so that a light page never flashes dark. A file of its own because inline code is not allowed.
;(() => {
  let choice = null
  try {
    choice = localStorage.getItem('palang.theme')
  } catch {
    // Storage may be blocked; the page then follows the device.
  }
  const light = choice === 'light' || (choice !== 'dark' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
})()

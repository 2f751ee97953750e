/** The few icons of the dock, each by its own path so that no other is loaded. */
export { default as Headset } from 'lucide-solid/icons/headset'
export { default as Languages } from 'lucide-solid/icons/languages'
export { default as Undo2 } from 'lucide-solid/icons/undo-2'
export { default as WifiOff } from 'lucide-solid/icons/wifi-off'

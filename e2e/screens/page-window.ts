/** The part of the browser that measuring functions use inside a page; the tests are compiled without the browser's library. */

export interface PageElement {
  tagName: string
  textContent: string | null
  scrollWidth: number
  scrollHeight: number
  clientWidth: number
  childNodes: Iterable<{ nodeType: number; textContent: string | null }>
  getAttribute(name: string): string | null
  getBoundingClientRect(): { left: number; top: number; right: number; bottom: number; width: number; height: number }
  closest(selector: string): PageElement | null
  contains(other: PageElement | null): boolean
}

export interface PageWindow {
  innerWidth: number
  innerHeight: number
  document: {
    documentElement: PageElement
    querySelector(selector: string): PageElement | null
    querySelectorAll(selector: string): Iterable<PageElement>
    elementFromPoint(x: number, y: number): PageElement | null
  }
  getComputedStyle(element: PageElement): { fontSize: string; display: string; textOverflow: string }
}

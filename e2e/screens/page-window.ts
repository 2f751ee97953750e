/** The part of the browser that measuring functions use inside a page; the tests are compiled without the browser's library. */

export interface PageBox {
  left: number
  top: number
  right: number
  bottom: number
  width: number
  height: number
}

export interface PageNode {
  nodeType: number
  textContent: string | null
}

export interface PageElement {
  tagName: string
  textContent: string | null
  scrollWidth: number
  scrollHeight: number
  clientWidth: number
  childNodes: Iterable<PageNode>
  getAttribute(name: string): string | null
  getBoundingClientRect(): PageBox
  checkVisibility(options: { opacityProperty: boolean; visibilityProperty: boolean }): boolean
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
    createRange(): { selectNodeContents(node: PageNode): void; getClientRects(): Iterable<PageBox> }
  }
  getComputedStyle(element: PageElement): { fontSize: string; display: string; textOverflow: string }
}

/** The door of the machine, ajar. */
export function DoorSign() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <rect class="sign-ground" x="14" y="14" width="172" height="172" rx="34" />
      <path class="sign-mark sign-fine" d="M64 158 V46 h72 v112 M48 158 h104" />
      <path class="sign-mark sign-fine" d="M64 46 l46 22 v104 l-46 -14 z" />
      <circle class="sign-dot" cx="98" cy="120" r="6" />
    </svg>
  )
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (value: number) => String(value).padStart(2, "0");

/** "20 Apr 2026", in UTC. */
export function dayText(ms: number): string {
  const date = new Date(ms);
  return `${shortDayText(ms)} ${date.getUTCFullYear()}`;
}

/** "20 Apr", in UTC. */
export function shortDayText(ms: number): string {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** "14:02", "14:02:07" or "14:02:07.250", as much as there is, in UTC. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  if (ms % 60_000 === 0) return clock;
  const seconds = `${clock}:${two(date.getUTCSeconds())}`;
  return ms % 1000 === 0 ? seconds : `${seconds}.${String(date.getUTCMilliseconds()).padStart(3, "0")}`;
}

/** "20 Apr 2026 14:02"; midnight is the day alone. In UTC. */
export function momentText(ms: number): string {
  return ms % 86_400_000 === 0 ? dayText(ms) : `${dayText(ms)} ${clockText(ms)}`;
}

/** "20 Apr 2026 14:02 UTC", the minute that a moment lies in. */
export function minuteText(ms: number): string {
  return `${dayText(ms)} ${clockText(ms - (ms % 60_000))} UTC`;
}

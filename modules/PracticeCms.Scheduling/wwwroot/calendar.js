// The board's hands: drag, resize, keys, cut and place, live changes. The server draws and decides; this only asks and shows.
import { at, clamp, classes, clock, lanes, local, post, same, step, toast } from './calendar-parts.js';

class PracticeCalendar extends HTMLElement {
  #live; #ticker; #refreshing; #drag; #cut; #keys; #dirty = false; #others = false;

  connectedCallback() {
    for (const type of ['pointerdown', 'click', 'keydown', 'change']) this.addEventListener(type, this);
    this.#listen();
    this.#ticker = setInterval(() => this.#tick(), 30_000);
    document.addEventListener('visibilitychange', this);
    this.#showNow();
    this.#mark(true);
    globalThis.Blazor?.addEventListener('enhancedload', this.#loaded);
  }

  #loaded = () => this.#mark(true);

  disconnectedCallback() {
    this.#live?.close();
    clearInterval(this.#ticker);
    document.removeEventListener('visibilitychange', this);
    globalThis.Blazor?.removeEventListener('enhancedload', this.#loaded);
  }

  handleEvent(event) {
    const handlers = { pointerdown: this.#down, click: this.#click, keydown: this.#key, change: this.#filter, visibilitychange: this.#wake };
    handlers[event.type].call(this, event);
  }

  // Geometry -----------------------------------------------------------------------------------------------------------------
  get grid() { return this.querySelector('.cal-grid'); }
  get first() { return Number(this.grid?.dataset.from ?? 0); }
  get last() { return this.first + Number(this.grid?.dataset.rows ?? 0) * step; }
  get columns() { return [...this.querySelectorAll('.cal-col')]; }

  #columnAt(x) {
    return this.columns.find(c => { const box = c.getBoundingClientRect(); return x >= box.left && x < box.right; });
  }

  #minuteAt(column, y, snap = step) {
    const box = column.getBoundingClientRect();
    const minute = this.first + (y - box.top) / box.height * (this.last - this.first);
    return clamp(Math.floor(minute / snap) * snap, this.first, this.last - snap);
  }

  #place(element, start, minutes) {
    const row = Math.max(0, Math.round((start - this.first) / step));
    element.className = `${element.className.replace(classes, ' ')} r${row} t${Math.max(1, Math.ceil(minutes / step))}`.replace(/\s+/g, ' ');
  }

  #facts(visit) {
    const column = visit.closest('.cal-col');
    return { id: visit.dataset.id, start: Number(visit.dataset.start), minutes: Number(visit.dataset.minutes), version: visit.dataset.version, column };
  }

  #showNow() {
    const scroll = this.querySelector('.cal-scroll');
    if (!scroll || scroll.scrollTop > 0) return;
    const now = this.querySelector('.cal-now:not([hidden])');
    if (now) scroll.scrollTop = Math.max(0, now.offsetTop - scroll.clientHeight / 3);
  }

  // The visit whose panel is open.
  #mark(show) {
    for (const visit of this.querySelectorAll('.visit')) {
      const open = new URL(visit.href).pathname === location.pathname;
      visit.toggleAttribute('aria-current', open);
      if (open) visit.setAttribute('aria-current', 'true');
      if (open && show) visit.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  #tick() {
    for (const line of this.querySelectorAll('.cal-now')) {
      const now = new Date();
      const zone = line.dataset.offset ? Number(line.dataset.offset) : -now.getTimezoneOffset();
      const minute = (now.getUTCHours() * 60 + now.getUTCMinutes() + zone + 1440) % 1440;
      line.hidden = minute < this.first || minute >= this.last;
      if (!line.hidden) this.#place(line, minute, step);
    }
  }

  // Talking to the server ----------------------------------------------------------------------------------------------------
  async #act(path, fields) {
    try {
      const token = this.querySelector('.cal-token input[type=hidden]')?.value ?? '';
      const done = await post(path, token, fields);
      toast(done.text, 'Undo', done.undo && (() => this.#act(done.undo)));
      await this.#refresh();
      return true;
    } catch (error) {
      const anyway = error.code === 'slot-taken' && 'overbook' in this.dataset && (() => this.#act(path, { ...fields, overbook: 'true' }));
      toast(error.message, 'Book anyway', anyway);
      this.#say(error.message);
      await this.#refresh();
      return false;
    }
  }

  async #move(visit, target) {
    const before = this.#facts(visit);
    const column = target.column ?? before.column;
    const start = clamp(target.start ?? before.start, this.first, this.last - step);
    const minutes = Math.max(step, target.minutes ?? before.minutes);
    if (column === before.column && start === before.start && minutes === before.minutes) return;
    visit.className = visit.className.replace(lanes, ' ') + ' l0of1 is-saving';
    this.#place(visit, start, minutes);
    column.append(visit);
    visit.focus({ preventScroll: true });
    const moved = await this.#act(`admin/appointments/${before.id}/move`, {
      start: local(column.dataset.date, start), with: column.dataset.practitioner, minutes, version: before.version,
    });
    this.#visit(before.id)?.focus({ preventScroll: true });
    if (moved) this.#say(`Moved to ${this.#clock(start)}, ${column.dataset.title}`);
  }

  #visit(id) { return this.querySelector(`.visit[data-id="${id}"]`); }

  async #refresh() {
    if (this.#drag) { this.#dirty = true; return; }
    this.#dirty = false;
    const response = await fetch(at(this.dataset.fragment), { headers: { Accept: 'text/html', 'Practice-Background': '1' } });
    if (!response.ok) return;
    const next = document.createElement('template');
    next.innerHTML = await response.text();
    this.#swap(next.content);
    this.#mark(false);
    this.#tick();
  }

  // Only what differs is touched, so that focus, scroll and whatever a hand is on stay.
  #swap(next) {
    const body = this.querySelector('[data-body]');
    const [mine, theirs] = [this.grid, next.querySelector('.cal-grid')];
    const alike = mine && theirs && mine.dataset.from === theirs.dataset.from && mine.dataset.rows === theirs.dataset.rows
      && this.columns.length === theirs.querySelectorAll('.cal-col').length;
    if (!alike) {
      const top = this.querySelector('.cal-scroll')?.scrollTop ?? 0;
      body.replaceChildren(...next.childNodes);
      const scroll = this.querySelector('.cal-scroll');
      if (scroll) scroll.scrollTop = top;
      return;
    }

    const columns = this.columns;
    theirs.querySelectorAll('.cal-col').forEach((column, i) => {
      const old = new Map([...columns[i].querySelectorAll('.visit')].map(v => [v.dataset.id, v]));
      for (const visit of column.querySelectorAll('.visit')) {
        const was = old.get(visit.dataset.id);
        old.delete(visit.dataset.id);
        if (was && same(was, visit)) continue;
        const focused = was?.contains(document.activeElement);
        if (was) was.replaceWith(visit); else columns[i].append(visit);
        if (focused) visit.focus({ preventScroll: true });
      }
      for (const gone of old.values()) gone.remove();
    });
    theirs.querySelectorAll('.cal-head').forEach((head, i) => mine.querySelectorAll('.cal-head')[i].replaceWith(head));
    body.querySelector('.cal-agenda')?.replaceWith(next.querySelector('.cal-agenda'));
  }

  #listen() {
    this.#live?.close();
    this.#live = new EventSource(at(this.dataset.live));
    this.#live.addEventListener('calendar', event => this.#heard(JSON.parse(event.data)));
    this.#live.addEventListener('resync', () => this.#refresh());
  }

  #wake() { if (document.visibilityState === 'visible' && this.#live?.readyState === EventSource.CLOSED) { this.#listen(); this.#refresh(); } }

  // It says which days differ, and no more; the board that is asked for then holds what may be seen.
  #heard(change) {
    if (!this.classList.contains('is-list') && !this.columns.some(c => change.days.includes(c.dataset.date))) return;
    this.#others ||= !change.mine;
    clearTimeout(this.#refreshing);
    this.#refreshing = setTimeout(async () => {
      const [others, before] = [this.#others, this.#versions()];
      this.#others = false;
      await this.#refresh();
      if (others) this.#tell(before);
    }, 120);
  }

  #versions() { return new Map([...this.querySelectorAll('.visit[data-id]')].map(v => [v.dataset.id, v.dataset.version])); }

  #tell(before) {
    const changed = [...this.querySelectorAll('.visit[data-id]')].filter(v => before.get(v.dataset.id) !== v.dataset.version);
    for (const visit of changed) {
      visit.dataset.news = 'Just changed';
      visit.classList.add('is-changed');
      setTimeout(() => { visit.classList.remove('is-changed'); delete visit.dataset.news; }, 5_000);
    }
    const words = changed.map(v => v.innerText.replace(/\s+/g, ' ').trim());
    if ([...before.keys()].some(id => !this.#visit(id))) words.push('one is gone');
    if (words.length > 0) this.#say(`Changed: ${words.join('; ')}`);
  }

  // Pointer ------------------------------------------------------------------------------------------------------------------
  #down(event) {
    if (event.button !== 0 || event.pointerType === 'touch' || event.ctrlKey || event.metaKey) return;
    const visit = event.target.closest('.visit.is-movable');
    const slot = event.target.closest('.cal-slot');
    if (!visit && !(slot && !this.#cut)) return;
    const column = event.target.closest('.cal-col');
    this.#drag = visit
      ? { visit, ...this.#facts(visit), resize: Boolean(event.target.closest('.visit-grip')), grab: this.#minuteAt(column, event.clientY) - Number(visit.dataset.start) }
      : { slot, column, start: this.#minuteAt(column, event.clientY, 15), minutes: 15 };
    Object.assign(this.#drag, { x: event.clientX, y: event.clientY, was: column });
    const follow = e => this.#follow(e);
    const stop = e => {
      document.removeEventListener('pointermove', follow);
      document.removeEventListener('pointerup', stop);
      document.removeEventListener('pointercancel', stop);
      this.#drop(e.type === 'pointercancel');
    };
    document.addEventListener('pointermove', follow);
    document.addEventListener('pointerup', stop);
    document.addEventListener('pointercancel', stop);
  }

  #follow(event) {
    const drag = this.#drag;
    if (!drag || (!drag.ghost && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 5)) return;
    event.preventDefault();
    drag.ghost ??= this.#ghost(drag);
    const column = drag.resize || drag.slot ? drag.was : this.#columnAt(event.clientX) ?? drag.column;
    const minute = this.#minuteAt(column, event.clientY);
    if (drag.resize || drag.slot) drag.minutes = Math.max(drag.slot ? 15 : step, minute + step - drag.start);
    else drag.start = clamp(minute - drag.grab, this.first, this.last - step);
    drag.column = column;
    if (drag.ghost.parentElement !== column) column.append(drag.ghost);
    this.#place(drag.ghost, drag.start, drag.minutes);
    drag.ghost.querySelector('time, [data-time]').textContent = `${this.#clock(drag.start)} – ${this.#clock(drag.start + drag.minutes)}`;
    const scroll = this.querySelector('.cal-scroll');
    const box = scroll.getBoundingClientRect();
    if (event.clientY > box.bottom - 32) scroll.scrollTop += 12;
    else if (event.clientY < box.top + 84) scroll.scrollTop -= 12;
  }

  #ghost(drag) {
    const ghost = drag.visit ? drag.visit.cloneNode(true) : document.createElement('div');
    if (drag.visit) {
      ghost.className = ghost.className.replace(lanes, ' ') + ' l0of1 is-ghost';
      ghost.removeAttribute('data-id');
      drag.visit.classList.add('is-source');
    } else {
      ghost.className = 'cal-new';
      ghost.append(Object.assign(document.createElement('span'), { className: 'num' }));
      ghost.firstChild.dataset.time = '';
    }
    drag.column.append(ghost);
    return ghost;
  }

  #drop(cancelled) {
    const drag = this.#drag;
    this.#drag = null;
    if (drag?.ghost) {
      // The click that ends a drag opens nothing.
      const swallow = e => { e.preventDefault(); e.stopPropagation(); };
      document.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => document.removeEventListener('click', swallow, { capture: true }), 0);
      drag.ghost.remove();
      drag.visit?.classList.remove('is-source');
      if (!cancelled && drag.visit) this.#move(drag.visit, drag);
      else if (!cancelled) setTimeout(() => this.#book(drag.slot, drag.start, drag.minutes), 0);
    }
    if (this.#dirty) this.#refresh();
  }

  #book(slot, start, minutes) {
    const url = at(slot.getAttribute('href'));
    url.searchParams.set('start', local(slot.closest('.cal-col').dataset.date, start));
    if (minutes) url.searchParams.set('minutes', minutes);
    slot.href = url.href;
    if (minutes) slot.click();
  }

  #click(event) {
    const slot = event.target.closest('.cal-slot');
    if (!slot) return;
    const column = slot.closest('.cal-col');
    const minute = event.detail ? this.#minuteAt(column, event.clientY, 15) : null;
    if (this.#cut) {
      event.preventDefault();
      event.stopPropagation();
      const visit = this.#visit(this.#cut);
      this.#uncut();
      if (visit) this.#move(visit, { column, start: minute ?? Number(visit.dataset.start) });
    } else if (minute !== null && !slot.href.includes('minutes=')) {
      this.#book(slot, minute);
    }
  }

  #filter(event) { event.target.closest('form[data-filters]')?.requestSubmit(); }

  // Keys ---------------------------------------------------------------------------------------------------------------------
  #key(event) {
    if (event.key === 'Escape' && (this.#cut || this.#drag)) {
      event.preventDefault();
      this.#uncut();
      this.#drop(true);
      return;
    }
    const visit = event.target.closest?.('.visit');
    if (!visit || event.ctrlKey || event.metaKey) return;
    const arrows = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (arrows) {
      event.preventDefault();
      if (event.altKey) this.#nudge(visit, arrows, event.shiftKey ? 15 : step);
      else this.#step(visit, arrows);
    } else if (!event.altKey && localStorage.getItem('practice-shortcuts-off') !== '1') {
      if (event.key === 'm' && visit.classList.contains('is-movable')) { event.preventDefault(); event.stopPropagation(); this.#cutOut(visit); }
      if (event.key === 'a' && visit.classList.contains('is-movable')) { event.preventDefault(); event.stopPropagation(); this.#act(`admin/appointments/${visit.dataset.id}/arrive`); }
    }
  }

  #step(visit, [aside, along]) {
    const sorted = column => [...column.querySelectorAll('.visit')].sort((a, b) => a.dataset.start - b.dataset.start);
    const columns = this.columns;
    if (along) {
      const all = sorted(visit.closest('.cal-col'));
      all[clamp(all.indexOf(visit) + along, 0, all.length - 1)].focus();
      return;
    }
    const start = Number(visit.dataset.start);
    for (let i = columns.indexOf(visit.closest('.cal-col')) + aside; columns[i]; i += aside) {
      const nearest = sorted(columns[i]).sort((a, b) => Math.abs(a.dataset.start - start) - Math.abs(b.dataset.start - start))[0];
      if (nearest) { nearest.focus(); return; }
    }
  }

  // Presses that follow each other are one move.
  #nudge(visit, [aside, along], minutes) {
    if (!visit.classList.contains('is-movable')) { this.#say('This visit cannot be moved'); return; }
    if (this.#keys?.visit !== visit) this.#keys = { visit, ...this.#facts(visit) };
    const keys = this.#keys;
    const columns = this.columns;
    keys.start = clamp(keys.start + along * minutes, this.first, this.last - step);
    keys.column = columns[clamp(columns.indexOf(keys.column) + aside, 0, columns.length - 1)];
    this.#place(visit, keys.start, keys.minutes);
    if (visit.parentElement !== keys.column) { const from = visit.parentElement; keys.column.append(visit); visit.focus(); keys.from ??= from; }
    this.#say(`${this.#clock(keys.start)}, ${keys.column.dataset.title}`);
    clearTimeout(keys.timer);
    keys.timer = setTimeout(() => {
      this.#keys = null;
      keys.from?.append(visit);
      this.#move(visit, keys);
    }, 700);
  }

  #cutOut(visit) {
    this.#uncut();
    this.#cut = visit.dataset.id;
    visit.classList.add('is-cut');
    this.classList.add('is-placing');
    this.#say('Cut. Click a time to place it, Escape to leave it where it is.');
    toast('Cut. Click a time to place it.');
  }

  #uncut() {
    this.#cut = null;
    this.classList.remove('is-placing');
    this.querySelector('.visit.is-cut')?.classList.remove('is-cut');
  }

  // Messages -----------------------------------------------------------------------------------------------------------------
  #clock(minute) { return clock(minute, this.dataset.culture); }

  #say(text) { this.querySelector('[data-say]').textContent = text; }
}

if (!customElements.get('practice-calendar')) customElements.define('practice-calendar', PracticeCalendar);

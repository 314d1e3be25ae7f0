// Run in the page by benchmarks/widget_measures.py: what a visitor's eyes would notice.
// Times in ms of the page's own clock.
(() => {
  performance.setResourceTimingBufferSize(100_000);
  const FRAME = 1000 / 60;
  const root = () => document.querySelector("clinic-chat").shadowRoot;
  const log = () => root().querySelector('[role="log"]');
  const replies = () => root().querySelectorAll('[part~="message"][part~="assistant"]');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // What stands in the DOM now is on the screen when the second frame from here begins.
  const painted = async () => {
    await frame();
    await frame();
    return performance.now();
  };
  const next = (type, key) =>
    new Promise((resolve) => {
      const note = (event) => {
        if (key && event.key !== key) return;
        removeEventListener(type, note, true);
        resolve(event.timeStamp);
      };
      addEventListener(type, note, true);
    });
  const answerEnd = async (since) => {
    for (;;) {
      const asked = performance
        .getEntriesByType("resource")
        .filter((one) => one.name.endsWith("/messages") && one.responseEnd >= since);
      if (asked.length) return asked.at(-1);
      await frame();
    }
  };
  const isAtEnd = () => {
    const newest = [...replies()].at(-1);
    if (!newest) return false;
    const [inner, outer] = [newest.getBoundingClientRect(), log().getBoundingClientRect()];
    return inner.height > 0 && inner.bottom <= outer.bottom + 1 && inner.bottom > outer.top;
  };

  window.probe = {
    // From the Enter key to the next reply.
    watchAnswer() {
      const before = replies().length;
      const typed = next("keydown", "Enter");
      this.result = new Promise((resolve) => {
        const observer = new MutationObserver(async () => {
          if (replies().length === before) return;
          observer.disconnect();
          const standing = performance.now();
          const shown = await painted();
          const since = await typed;
          const { responseEnd, requestStart } = await answerEnd(since);
          resolve({
            server: responseEnd - requestStart,
            standing: standing - responseEnd,
            shown: shown - responseEnd,
            whole: shown - since,
          });
        });
        observer.observe(root(), { subtree: true, childList: true });
      });
    },

    // From the next click to the newest message in sight.
    watchOpening() {
      this.result = next("click").then(async (clicked) => {
        while (!isAtEnd()) await frame();
        return (await painted()) - clicked;
      });
    },

    // From the end to the start, with all earlier messages, and back; again until enough frames.
    async scroll(step, enough) {
      const [times, tasks] = [[], []];
      const observer = new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map((one) => one.duration)),
      );
      observer.observe({ type: "longtask" });
      const area = log();
      // The log runs from its end upwards: 0 is the end, and all above it is negative.
      const height = () => area.scrollHeight - area.clientHeight;
      let last = await frame();
      const go = async (by) => {
        area.scrollBy({ top: by, behavior: "instant" });
        const now = await frame();
        times.push(now - last);
        last = now;
      };
      do {
        for (;;) {
          const earlier = root().querySelector('[part~="earlier"]');
          if (area.scrollTop > 1 - height()) await go(-step);
          else if (earlier?.checkVisibility()) {
            const shown = replies().length;
            earlier.click();
            while (replies().length === shown) await go(0);
          } else break;
        }
        while (area.scrollTop < -1) await go(step);
      } while (times.length < enough);
      await painted();
      observer.disconnect();
      return {
        messages: root().querySelectorAll('[part~="visitor"], [part~="assistant"]').length,
        times,
        dropped: times.reduce((sum, one) => sum + Math.max(0, Math.round(one / FRAME) - 1), 0),
        tasks,
      };
    },
  };
})();

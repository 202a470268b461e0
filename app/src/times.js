// Times come in UTC and are shown as the device has them; what they said stays to be looked at.
(() => {
  const { lang } = document.documentElement;
  const tag = lang === "en" ? "en-GB" : lang;
  const day = new Intl.DateTimeFormat(tag, { dateStyle: lang === "vi" ? "short" : "medium" });
  const hour = new Intl.DateTimeFormat(tag, { timeStyle: "short" });
  const local = () => {
    for (const time of document.querySelectorAll("time[datetime]:not([data-until])")) {
      const text = time.textContent;
      if (!text.endsWith(" UTC")) continue;
      const at = new Date(time.dateTime);
      time.title = text;
      time.textContent = day.format(at) + ", " + hour.format(at);
    }
  };
  local();
  addEventListener("lh:fresh", local);
})();

// The site's pages. Content is built from text nodes only: nothing that the API answers is markup.

const SERVICES = ["api", "auth", "reports", "files", "notifications"];
const PURPOSE = {
  api: "The way in: what the platform serves, and where.",
  auth: "Checks the token that a sign-in is remembered by.",
  reports: "Reports over a trial's data.",
  files: "Files of a trial's participants.",
  notifications: "Messages to participants and staff.",
};
const REFRESH_MS = 30_000;

const healthPath = (service) => (service === "api" ? "/api/health" : `/api/${service}/health`);

function element(tag, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

async function askHealth(service) {
  try {
    const response = await fetch(healthPath(service), { cache: "no-store" });
    const document = await response.json();
    return { healthy: response.ok && document.status === "ok", checks: document.checks ?? {} };
  } catch {
    return { healthy: false, checks: { answer: "no answer" } };
  }
}

function healthCard(service, { healthy, checks }) {
  const label = healthy ? "ok" : "failing";
  const list = element("dl");
  for (const [name, result] of Object.entries(checks)) {
    list.append(element("dt", { text: name.replaceAll("_", " ") }));
    list.append(element("dd", { text: String(result), class: result === "ok" ? "good" : "bad" }));
  }
  return element(
    "article",
    { class: "card" },
    element("span", { class: `pill ${healthy ? "good" : "bad"}`, text: label }),
    element("h2", { text: service }),
    element("p", { text: PURPOSE[service] }),
    list,
  );
}

function overview(main) {
  const state = element("p", { class: "lead waiting", text: "Asking the platform how it is…", role: "status" });
  main.append(
    element("h1", { text: "Research that people can rely on" }),
    element("p", {
      class: "lead",
      text: "One place for a trial's participants and staff: sign in, enter data, share files, read reports.",
    }),
    state,
  );
  Promise.all(SERVICES.map(askHealth)).then((answers) => {
    const failing = SERVICES.filter((_, place) => !answers[place].healthy);
    state.className = `lead ${failing.length ? "bad" : "good"}`;
    state.textContent = failing.length
      ? `Not everything works right now: ${failing.join(", ")}.`
      : "All services are working.";
  });
}

async function services(main) {
  const cards = element("div", { class: "cards" });
  main.append(
    element("h1", { text: "Services" }),
    element("p", { class: "lead", text: "What the platform's entry point says that it serves." }),
    cards,
  );
  try {
    const index = await (await fetch("/api/", { cache: "no-store" })).json();
    for (const { service, path } of index.serves) {
      cards.append(
        element(
          "article",
          { class: "card" },
          element("h2", { text: service }),
          element("p", { text: PURPOSE[service] ?? "" }),
          element("p", {}, element("a", { href: path, text: path })),
        ),
      );
    }
  } catch {
    cards.append(element("p", { class: "bad", text: "The entry point does not answer." }));
  }
}

function status(main) {
  const cards = element("div", { class: "cards", "aria-live": "polite" });
  main.append(
    element("h1", { text: "Status" }),
    element("p", { class: "lead", text: "Each service checks what it depends on. Asked again every 30 seconds." }),
    cards,
  );
  const refresh = async () => {
    const answers = await Promise.all(SERVICES.map(askHealth));
    if (!cards.isConnected) return clearInterval(timer);
    cards.replaceChildren(...SERVICES.map((service, place) => healthCard(service, answers[place])));
  };
  const timer = setInterval(refresh, REFRESH_MS);
  refresh();
}

const PAGES = { "/": overview, "/services": services, "/status": status };

function notFound(main) {
  main.append(
    element("h1", { text: "There is no such page" }),
    element("p", { class: "lead" }, element("a", { href: "/", text: "Back to the overview" })),
  );
}

function show() {
  const main = document.querySelector("main");
  main.replaceChildren();
  for (const link of document.querySelectorAll("nav a")) {
    const current = link.getAttribute("href") === location.pathname;
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  (PAGES[location.pathname] ?? notFound)(main);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-page]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  show();
  document.querySelector("main").focus();
});
addEventListener("popstate", show);
show();

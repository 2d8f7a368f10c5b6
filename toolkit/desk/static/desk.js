/* Copies texts, and leads the keyboard to a unit that was opened. ES2018; the page works without it. */
(function () {
  "use strict";

  function copied(text) {
    if (navigator.clipboard && navigator.clipboard.writeText) {
      return navigator.clipboard.writeText(text);
    }
    var area = document.createElement("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    document.body.removeChild(area);
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function shown(root) {
    root.querySelectorAll("button.copy[hidden]").forEach(function (button) {
      button.hidden = false;
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button.copy");
    if (!button) {
      return;
    }
    copied(document.getElementById(button.dataset.copy).textContent).then(function () {
      button.nextElementSibling.textContent = button.dataset.done;
    }, function () {});
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    var head = event.target.id === "drawer" && event.target.querySelector("h1");
    shown(document);
    if (head) {
      head.focus();
    }
  });
  shown(document);
})();

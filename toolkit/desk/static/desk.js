/* Copies texts, sends dropped files, and leads the keyboard to a unit that was opened. ES2018. */
(function () {
  "use strict";
  var AT_ONCE = 3;

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

  /* Files of a dropped folder, with their paths; a browser gives a hundred at a time. */
  function walked(entry, path, found) {
    if (entry.isFile) {
      return new Promise(function (resolve) {
        entry.file(function (file) {
          found.push({ file: file, path: path + file.name });
          resolve();
        }, resolve);
      });
    }
    var reader = entry.createReader();
    function further() {
      return new Promise(function (resolve) {
        reader.readEntries(resolve, function () { resolve([]); });
      }).then(function (entries) {
        if (!entries.length) {
          return null;
        }
        return Promise.all(entries.map(function (one) {
          return walked(one, path + entry.name + "/", found);
        })).then(further);
      });
    }
    return further();
  }

  function dropped(transfer) {
    var entries = Array.prototype.map.call(transfer.items || [], function (item) {
      return item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    }).filter(Boolean);
    if (!entries.length) {
      return Promise.resolve(chosen(transfer.files));
    }
    var found = [];
    return Promise.all(entries.map(function (entry) {
      return walked(entry, "", found);
    })).then(function () { return found; });
  }

  function chosen(files) {
    return Array.prototype.map.call(files, function (file) {
      return { file: file, path: file.webkitRelativePath || file.name };
    });
  }

  function sent(zone, one, moved) {
    return new Promise(function (resolve) {
      var request = new XMLHttpRequest();
      var mark = zone.dataset.address.indexOf("?") < 0 ? "?" : "&";
      request.open("POST", zone.dataset.address + mark + "path=" + encodeURIComponent(one.path) +
        "&modified=" + one.file.lastModified);
      request.setRequestHeader("x-form-token", zone.dataset.token);
      request.upload.onprogress = function (event) { moved(event.loaded); };
      request.onload = function () {
        resolve({ ok: request.status === 200, text: request.responseText });
      };
      request.onerror = function () { resolve({ ok: false, text: zone.dataset.broken }); };
      request.send(one.file);
    });
  }

  function counted(text, done, total) {
    return text.replace("{done}", done).replace("{total}", total);
  }

  function send(zone, files) {
    if (!files.length || zone.dataset.busy) {
      return;
    }
    var bar = zone.querySelector("progress"), said = zone.querySelector(".sent");
    var failed = zone.querySelector(".failed"), list = failed.querySelector("ul");
    var answer = zone.querySelector(".printed");
    var next = 0, done = 0, good = 0, size = 0, before = 0, moving = {};
    files.forEach(function (one) { size += one.file.size; });
    zone.dataset.busy = "yes";
    list.textContent = "";
    failed.hidden = answer.hidden = true;
    bar.hidden = false;
    bar.max = size || 1;

    function drawn() {
      var now = before;
      Object.keys(moving).forEach(function (key) { now += moving[key]; });
      bar.value = now;
      said.textContent = counted(zone.dataset.sending, done, files.length);
    }

    function one() {
      if (next === files.length) {
        return Promise.resolve();
      }
      var number = next, file = files[next];
      next += 1;
      return sent(zone, file, function (loaded) {
        moving[number] = loaded;
        drawn();
      }).then(function (result) {
        delete moving[number];
        before += file.file.size;
        done += 1;
        good += result.ok ? 1 : 0;
        if (!result.ok) {
          var item = document.createElement("li");
          item.textContent = file.path + "：" + result.text;
          list.appendChild(item);
          failed.hidden = false;
        } else if (result.text) {
          answer.textContent = result.text;
          answer.hidden = false;
        }
        drawn();
        return one();
      });
    }

    var lines = [];
    while (lines.length < AT_ONCE) {
      lines.push(one());
    }
    Promise.all(lines).then(function () {
      delete zone.dataset.busy;
      bar.hidden = true;
      said.textContent = good ? counted(zone.dataset.sent, good, files.length) : "";
      if (zone.dataset.after === "submit" && good) {
        document.getElementById(zone.dataset.form).submit();
      } else if (zone.dataset.after === "reload" && failed.hidden) {
        window.location.reload();
      } else if (!answer.hidden) {
        answer.focus();
      }
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
  document.addEventListener("change", function (event) {
    var zone = event.target.type === "file" && event.target.closest(".drop");
    if (zone) {
      send(zone, chosen(event.target.files));
      event.target.value = "";
    }
  });
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var zone = event.target.closest && event.target.closest(".drop");
      /* A file dropped beside the zone must not replace the page. */
      event.preventDefault();
      document.querySelectorAll(".drop").forEach(function (other) {
        other.classList.toggle("over", kind === "dragover" && other === zone);
      });
      if (kind === "drop" && zone) {
        dropped(event.dataTransfer).then(function (files) { send(zone, files); });
      }
    });
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

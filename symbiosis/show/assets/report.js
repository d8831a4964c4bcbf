document.querySelectorAll("#languages button").forEach(function (button) {
  button.addEventListener("click", function () { document.documentElement.lang = button.dataset.lang; });
});

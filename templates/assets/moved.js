// A former address leads on, to the same place in the page: a refresh by HTML would lose it.
location.replace(document.querySelector("#moved").href + location.search + location.hash);

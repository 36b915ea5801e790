"use strict";
// Keeps the board live: the server says that there is a newer one, the page
// fetches it and takes its <main> over. Without this script the page refreshes
// itself.
(() => {
	const flashes = 12, half = 250; // six seconds at two flashes a second
	const silence = 45000; // the server says something every fifteen seconds
	let heard = Date.now(), flashing = 0, fetching = false, again = false;

	function flash() {
		clearInterval(flashing);
		let left = 2 * flashes;
		flashing = setInterval(() => {
			const call = document.querySelector(".call");
			left--;
			call.classList.toggle("lit", left > 0 && left % 2 === 1);
			if (left <= 0) clearInterval(flashing);
		}, half);
	}

	function connected(yes) { document.getElementById("line").hidden = yes; }

	async function refresh() {
		if (fetching) { again = true; return; }
		fetching = true;
		try {
			const answer = await fetch("./", { cache: "no-store" });
			if (!answer.ok) throw new Error(answer.status);
			const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
			const now = document.getElementById("board");
			const before = now.dataset.call;
			now.replaceWith(document.adoptNode(next));
			if (next.dataset.call !== before && next.dataset.call !== "") flash();
			heard = Date.now();
			connected(true);
		} catch {
			connected(false);
		}
		fetching = false;
		if (again) { again = false; refresh(); }
	}

	function listen() {
		const events = new EventSource("events");
		events.addEventListener("board", refresh);
		events.addEventListener("alive", () => { heard = Date.now(); connected(true); });
		events.onerror = () => {
			if (events.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
		};
	}

	setInterval(() => {
		if (Date.now() - heard > silence) { connected(false); refresh(); }
	}, 5000);
	listen();
})();

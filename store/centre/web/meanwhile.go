package web

import (
	"io"
	"net/http"
)

// Meanwhile answers everybody with a sentence, for as long as there are no pages.
func Meanwhile(sentence string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, sentence+"\n")
	})
}

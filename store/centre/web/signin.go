package web

import (
	"context"
	"net/http"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// A door is the form for signing in.
type door struct{ Login, Next string }

func (p *Pages) door(w http.ResponseWriter, r *http.Request) {
	p.showDoor(w, http.StatusOK, door{Next: backTo(r.URL.Query().Get("next"))}, "")
}

// showDoor shows the form. Nobody has a sitting yet, so its token is that of a
// cookie of its own.
func (p *Pages) showDoor(w http.ResponseWriter, status int, d door, wrong string) {
	token := newID() + newID()
	p.keep(w, p.doorCookie(), token)
	p.show(w, nil, "signin", status, sheet{Title: "登录", Wrong: wrong, Token: formToken(token), Body: d})
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	if err := p.read(w, r); err != nil {
		p.fail(w, nil, statusOf(err), err)
		return
	}
	d := door{Login: r.PostForm.Get("login"), Next: backTo(r.PostForm.Get("next"))}
	if len(d.Login) > 200 {
		d.Login = ""
	}
	token := p.cookie(r, p.doorCookie())
	if token == "" || !sameSite(r) || !equal(r.PostForm.Get("token"), formToken(token)) {
		p.showDoor(w, http.StatusForbidden, d, p.sentence(&desk.Problem{Kind: desk.Denied, What: "web.token"}))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), mostWork)
	defer cancel()
	sitting, a, err := p.c.Centre.SignIn(ctx, d.Login, r.PostForm.Get("secret"))
	switch k := desk.KindOf(err); {
	case k == desk.Denied || k == desk.Locked:
		p.showDoor(w, statusOf(err), d, p.sentence(err))
		return
	case err != nil:
		p.fail(w, nil, statusOf(err), err)
		return
	}
	p.keep(w, p.doorCookie(), "")
	p.keep(w, p.sittingCookie(), sitting)
	to := d.Next
	switch {
	case a.Given:
		to = secretPath
	case to == "":
		to = centre.PeoplePath
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (p *Pages) signOut(v *visit) error {
	if err := p.c.Centre.SignOut(v.ctx(), v.token); err != nil {
		return err
	}
	p.keep(v.w, p.sittingCookie(), "")
	v.w.Header().Set("Clear-Site-Data", `"cache"`)
	return v.redirect(doorPath)
}

// first sends everybody to where their work is.
func (p *Pages) first(v *visit) error {
	if v.who.Role == centre.RoleAdmin {
		return v.redirect("/web/desks")
	}
	return v.redirect("/web/cases")
}

func (p *Pages) secret(v *visit) error {
	return p.show(v.w, v, "secret", http.StatusOK, sheet{Title: "换口令"})
}

func (p *Pages) chooseSecret(v *visit) error {
	form, err := v.r.PostForm, error(nil)
	var token string
	if form.Get("new") != form.Get("again") {
		err = &desk.Problem{Kind: desk.Invalid, What: "web.again"}
	} else {
		token, err = p.c.Centre.ChooseSecret(v.ctx(), v.token, form.Get("old"), form.Get("new"))
	}
	switch desk.KindOf(err) {
	case desk.Denied, desk.Invalid, desk.Locked:
		return p.show(v.w, v, "secret", statusOf(err), sheet{Title: "换口令", Wrong: p.sentence(err)})
	}
	if err != nil {
		return err
	}
	p.keep(v.w, p.sittingCookie(), token)
	return v.redirect(centre.PeoplePath)
}

"""The people of a generated authority: names, words, teams, posts and stages."""

# Repositories of somebody else. The sandbox has one uid, so git's own test switch GIT_TEST_ASSUME_DIFFERENT_OWNER stands for the foreign
# owner: while it is on, git takes every path for another user's. Folders of another user that only the mode protects have that mode.
set -a
parent=$L/projects repository=$L/projects/shop git_dir=$L/projects/shop/.git main_worktree=$L/projects/shop
user=lab home=/world/home HOME=/world/home
GIT_AUTHOR_NAME=lab GIT_AUTHOR_EMAIL=lab@lab.example GIT_COMMITTER_NAME=lab GIT_COMMITTER_EMAIL=lab@lab.example
GIT_AUTHOR_DATE='2026-11-01 12:00:00 +0000' GIT_COMMITTER_DATE='2026-11-01 12:00:00 +0000'
set +a

prepare() {
    mkdir -p "$parent" "$L/elsewhere"
    git init -q "$parent/part"
    git -C "$parent/part" commit -q --allow-empty -m 'the first commit'
    git init -q "$repository"
    cd "$repository"
    git commit -q --allow-empty -m 'the first commit'
    git -c protocol.file.allow=always submodule --quiet add "$parent/part" lib
    git commit -q -m 'the second commit'
    git clone -q --bare . "$parent/shop.git"
    git worktree add -q -b linked "$parent/linked"
    ln -s projects "$L/current"
}
foreign() { export GIT_TEST_ASSUME_DIFFERENT_OWNER=1; }
trust() { git config --global --add safe.directory "$1"; }

# --- asking ---------------------------------------------------------------------------------------------------------------------

trigger() {
    out=$(git log --oneline 2>&1) || :
    echo "$out"
}
healthy() {
    case $out in *'the first commit'*) yes ;; esac
    no "$out"
}

# --- causes -----------------------------------------------------------------------------------------------------------------------

control() { cd "$repository"; }
cause_foreign_owner() {
    cd "$repository"
    foreign
}
cause_foreign_bare() {
    repository=$parent/shop.git git_dir=$parent/shop.git
    cd "$repository"
    foreign
}
cause_foreign_worktree() {
    trust "$repository"
    repository=$parent/linked git_dir=$main_worktree/.git/worktrees/linked
    cd "$repository"
    foreign
}
cause_foreign_submodule() {
    trust "$repository"
    repository=$main_worktree/lib git_dir=$main_worktree/.git/modules/lib
    cd "$repository"
    foreign
}
cause_foreign_source() {
    trust "$repository"
    repository=$main_worktree/.git
    cd "$L/elsewhere"
    trigger() {
        rm -rf /tmp/copy
        out=$(git clone -q "$main_worktree" /tmp/copy 2>&1 && env -u GIT_TEST_ASSUME_DIFFERENT_OWNER -u GIT_DIR git -C /tmp/copy log --oneline 2>&1) || :
        echo "$out"
    }
    foreign
}
cause_other_home() {
    trust "$repository"
    mkdir "$L/service"
    export HOME="$L/service"
    cd "$repository"
    foreign
}
cause_listed_by_symlink() {
    trust "$L/current/shop"
    cd "$L/current/shop"
    foreign
}
cause_listed_by_parent() {
    trust "$parent/*"
    cd "$repository"
    foreign
}
cause_config_in_foreign() {
    cd "$repository"
    trigger() {
        out=$(git config core.fileMode false 2>&1 && git log --oneline 2>&1) || :
        echo "$out"
    }
    foreign
}
cause_bare_explicit() {
    repository=$parent/shop.git git_dir=$parent/shop.git
    git config --global safe.bareRepository explicit
    cd "$repository"
}
# A commit would refresh the index as well, which holds times and inodes.
write_and_show() {
    out=$(echo text | git hash-object -w --stdin 2>&1 && git log --oneline 2>&1) || :
    echo "$out"
}
cause_objects_of_another() {
    cd "$repository"
    find .git/objects -type d -exec chmod a-w {} +
    trigger() { write_and_show; }
}
cause_config_of_another() {
    cd "$repository"
    chmod 000 .git/config
}
set_globally() {
    out=$(git config --global color.ui auto 2>&1 && git log --oneline 2>&1) || :
    echo "$out"
}
cause_home_of_another() {
    mkdir "$L/service"
    chmod a-w "$L/service"
    export HOME="$L/service"
    cd "$repository"
    trigger() { set_globally; }
}
cause_lock_left() {
    : >"$HOME/.gitconfig.lock"
    cd "$repository"
    trigger() { set_globally; }
}
cause_home_unset() {
    unset HOME
    cd "$repository"
    trigger() { set_globally; }
}
cause_worktree_moved() {
    mv "$repository" "$parent/shop-moved"
    main_worktree=$parent/shop-moved repository=$parent/linked git_dir=$parent/shop-moved/.git/worktrees/linked
    cd "$repository"
}
cause_outside() { cd "$L/elsewhere"; }

# --- changes ------------------------------------------------------------------------------------------------------------------------

# Root gives the files to the caller: the switch ends, and what only their owner could write can be written.
via_chown() {
    via_shell
    unset GIT_TEST_ASSUME_DIFFERENT_OWNER
    chmod -R u+rwX "$repository"
}

# --- harms --------------------------------------------------------------------------------------------------------------------------

# A repository that another user put into /tmp names a program in its configuration. Does looking at it run the program?
harm_foreign_config_runs() {
    rm -rf /tmp/gift /tmp/ran
    (
        unset GIT_TEST_ASSUME_DIFFERENT_OWNER GIT_DIR
        git init -q /tmp/gift
        git -C /tmp/gift config core.fsmonitor 'touch /tmp/ran; false'
    )
    GIT_TEST_ASSUME_DIFFERENT_OWNER=1 git -C /tmp/gift status >/dev/null 2>&1 || :
    if [ -e /tmp/ran ]; then yes; fi
    no
}
harm_anyone_can_write() {
    if find "$L" ! -type l -perm -002 | grep -q .; then yes; fi
    no
}

rig_state() {
    pwd
    env | grep -e '^HOME=' -e '^GIT_' | sort
}

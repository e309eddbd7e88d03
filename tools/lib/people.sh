# shellcheck shell=bash
# Sample people for a first look, each with a token made here and now: nothing has a default token. Sourced after common.sh.

# id | name | role | task forces
sample_people=(
    'op1|话务员一 Operator 1|operator|'
    'op2|话务员二 Operator 2|operator|'
    'disp1|派单员一 Dispatcher 1|dispatcher|'
    'ind1|工业企业专班承办人 Staff IND|staff|IND'
    'con1|建筑专班承办人 Staff CON|staff|CON'
    'tra1|交通物流专班承办人 Staff TRA|staff|TRA'
    'com1|商贸专班承办人 Staff COM|staff|COM'
    'key1|重点项目专班承办人 Staff KEY|staff|KEY'
    'ins1|督导检查专班承办人 Staff INS|staff|INS'
    'ind-lead|工业企业专班负责人 Lead IND|lead|IND'
    'con-lead|建筑专班负责人 Lead CON|lead|CON'
    'tra-lead|交通物流专班负责人 Lead TRA|lead|TRA'
    'com-lead|商贸专班负责人 Lead COM|lead|COM'
    'key-lead|重点项目专班负责人 Lead KEY|lead|KEY'
    'ins-lead|督导检查专班负责人 Lead INS|lead|INS'
    'mgr1|督办领导 Manager|manager|'
    'insp1|督查员 Inspector|inspector|'
    'aud1|审计员 Auditor|auditor|'
    'adm1|管理员 Administrator|admin|'
    'int1|外部系统 Integration|integration|'
)

random_hex() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }

# make_people FOLDER: people.yaml (hashes only) and tokens (id token), both for the owner's eyes alone.
make_people() {
    local folder="$1" line id name role task_forces token
    (
        umask 077
        : >"$folder/tokens.new"
        {
            say '# The sample people, as they were brought in. A token is kept as its SHA-256 only; the tokens themselves are in the file tokens.'
            say 'people:'
            for line in "${sample_people[@]}"; do
                IFS='|' read -r id name role task_forces <<<"$line"
                token="hl_$(random_hex 24)"
                say "$id $token" >>"$folder/tokens.new"
                say "  - id: $id"
                say "    name: $name"
                say "    roles: [$role]"
                say "    task_forces: [$task_forces]"
                say "    token_sha256: \"$(printf %s "$token" | sha256sum | cut -d ' ' -f 1)\""
            done
        } >"$folder/people.yaml.new"
        mv "$folder/tokens.new" "$folder/tokens"
        mv "$folder/people.yaml.new" "$folder/people.yaml"
    )
}

# make_secret FILE: what the keyed hashes of phone numbers are made with; it stays the same as long as the data lives. Lines with keys may follow.
make_secret() {
    (
        umask 077
        say "$(random_hex 32)" >"$1.new"
        mv "$1.new" "$1"
    )
}

# token_of FOLDER ID: a stand-in when the owner has put the tokens elsewhere.
token_of() {
    if [ -f "$1/tokens" ]; then
        awk -v id="$2" '$1 == id { print $2 }' "$1/tokens"
    else
        printf '<token of %s>\n' "$2"
    fi
}

# print_people FOLDER: one of each role with the token to log in with.
print_people() {
    local folder="$1" line id name role task_forces last=''
    for line in "${sample_people[@]}"; do
        IFS='|' read -r id name role task_forces <<<"$line"
        [ "$role" != "$last" ] || continue
        last="$role"
        printf '  %-12s %-9s %s\n' "$role" "$id" "$(token_of "$folder" "$id")"
    done
}

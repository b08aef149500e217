; A project is a folder: its menu in the Explorer offers to open it. The folder is handed over as one argument.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\Directory\shell\LedgerQuest" "" "Open with LedgerQuest"
  WriteRegStr SHCTX "Software\Classes\Directory\shell\LedgerQuest" "Icon" "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
  WriteRegStr SHCTX "Software\Classes\Directory\shell\LedgerQuest\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%V"'
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\Directory\shell\LedgerQuest"
!macroend
